"""Evaluate a chunk of units, each alone or together with others of its group."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sk_hpo.evaluate.separate_fit import evaluate_alone
from sk_hpo.evaluate.workplace import Round, Unit, Workplace, caller_settings
from sk_hpo.trial import SplitResult

# A chunk that has run for longer gives its place back: whoever cut the work took it for
# shorter, and a free worker may be waiting for what is left of it.
BUDGET = 0.25  # seconds
# For units that share: another split begins only now, since it would push what they
# share out of the memory.
LONG_BUDGET = 2.0
# The part of the time left for one chunk: a group goes round its splits about ten times
# before the time ends, so that candidates are complete by then.
PART = 1 / 50
# A worker stops early only if the work that its units share, which another worker would
# repeat, is less than their other work by at least this factor.
WORTH = 10


def evaluate(
    workplace: Workplace,
    now: Round,
    units: Sequence[Unit],
    mates: Sequence[tuple[int, dict[str, Any]]] = (),
    seconds: float = float("inf"),
) -> Iterator[SplitResult]:
    """Fit and score units, under the configuration of the caller of ``fit``.

    It ends early when it takes long. The results show which units are done.

    Parameters
    ----------
    workplace : Workplace
    now : Round
    units : sequence of Unit
        The units. Those of one group on one split are adjacent.
    mates : sequence of (int, dict)
        Ids and parameters of candidates that lie on the same paths and are evaluated
        elsewhere.
    seconds : float
        After this time no further fit begins.
    """
    with caller_settings(workplace):
        start = time.perf_counter()
        budget = min(LONG_BUDGET, max(BUDGET, PART * seconds))
        for (group, _), members in groupby(units, key=lambda u: (u.group, u.split)):
            if group is None:
                for unit in members:
                    yield evaluate_alone(workplace, now, unit)
                    if time.perf_counter() - start > min(BUDGET, seconds):
                        return
                continue
            # Here: a search that shares nothing need not load what shares.
            from sk_hpo.evaluate.group_fit import GroupEvaluator

            together = GroupEvaluator(workplace, now, list(members), mates)
            for result, may_end in together.results():
                yield result
                spent = time.perf_counter() - start
                own = spent - together.shared_seconds
                if may_end and own > max(budget, WORTH * together.shared_seconds):
                    return
                if spent > seconds:
                    return
