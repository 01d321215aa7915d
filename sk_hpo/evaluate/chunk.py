"""Evaluate a chunk of units of work, alone or together with others of their group."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sk_hpo.evaluate.separate_fit import evaluate_alone
from sk_hpo.evaluate.workplace import Round, Unit, Workplace, caller_settings
from sk_hpo.trial import SplitResult

# A chunk that has run for longer stops and gives back its other units: it takes longer
# than expected, and a free worker may be waiting for them.
BUDGET = 0.25  # seconds
# The same for units of a group. It is longer, since the next split would displace the
# group's shared work from the memo.
LONG_BUDGET = 2.0
# The share of the remaining time for one chunk. So a group can go through its splits
# about ten times before the time is over, and candidates become complete.
PART = 1 / 50
# A worker stops early only if its units' own work is at least this factor times their
# shared work, which another worker would have to repeat.
WORTH = 10


def evaluate(
    workplace: Workplace,
    now: Round,
    units: Sequence[Unit],
    mates: Sequence[tuple[int, dict[str, Any]]] = (),
    seconds: float = float("inf"),
    until: float = float("inf"),
) -> Iterator[SplitResult]:
    """Fit and score units, under the configuration of the caller of ``fit``.

    It stops early if it takes long. The results show which units are done.

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
    until : float
        After this time, by `time.monotonic`, no fit begins, not even the first: the
        units may have waited for a worker since `seconds` were left.
    """
    seconds = min(seconds, until - time.monotonic())
    if seconds <= 0:
        return
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
            # Imported here, because not every search shares work.
            from sk_hpo.evaluate.group_fit import GroupEvaluator

            together = GroupEvaluator(workplace, now, list(members), mates)
            for result, may_end in together.results():
                yield result
                spent = time.perf_counter() - start
                shared = together.fitter.shared_seconds
                ends = may_end and spent - shared > max(budget, WORTH * shared)
                if ends or spent > seconds:
                    return
