"""Records for the logger ``sk_hpo``: candidates, decisions and failures.

By default Python shows none of them. ``logging.basicConfig(level="INFO")`` does.
"""

from __future__ import annotations

import logging
from math import isfinite
from typing import Any

from sk_hpo.history import History
from sk_hpo.search.session.why_no_score import failure_on
from sk_hpo.trial import ClosedTrial, Look, SplitResult, Trial, shown_params

LOGGER = logging.getLogger("sk_hpo")
# Without a handler, Python would print warnings to stderr.
LOGGER.addHandler(logging.NullHandler())


def log_candidate(trial: ClosedTrial, search: Any) -> None:
    """Log a candidate that is complete, or that racing has stopped."""
    if not LOGGER.isEnabledFor(logging.INFO):
        return
    if isinstance(trial, Trial):
        what = f"{trial.value:.6g}"
    elif isinstance(trial, Look):
        what = f"{trial.estimate:.6g} on level {trial.candidate.level}"
    else:
        n = len(trial.results)
        what = f"stopped after {n} split{'s' * (n > 1)}"
        if isfinite(trial.estimate):  # a race stops a candidate whose fit fails, too
            what += f", estimated {trial.estimate:.6g}"
    seconds = sum(one.fit_time + one.score_time for one in trial.results)
    LOGGER.info(
        "%s: candidate %d: %s, %.3g s, %s",
        type(search).__name__,
        trial.candidate.id,
        what,
        seconds,
        shown_params(trial.params),
    )


def log_failure(result: SplitResult, history: History, search: Any) -> None:
    """Log a result if its fit or its guiding score failed."""
    if not LOGGER.isEnabledFor(logging.WARNING):
        return
    failure = failure_on(result, history, search)
    if failure is not None:
        LOGGER.warning(
            "%s: candidate %d, split %d: %s",
            type(search).__name__,
            result.candidate,
            result.split,
            failure.cause,
        )


def log_end(how: str, history: History, search: Any) -> None:
    """Log how a search, or a round of it, ended, with its best candidate so far."""
    if not LOGGER.isEnabledFor(logging.INFO):
        return
    known = [trial for trial in history.trials if isfinite(trial.value)]
    best = max(known, key=lambda trial: trial.value, default=None)
    LOGGER.info(
        "%s: %s after %d candidates; best %s",
        type(search).__name__,
        how,
        len(history.closed),
        "none" if best is None else f"{best.value:.6g}, candidate {best.candidate.id}",
    )


def log_decision(decision: object, search: Any) -> None:
    """Log what a search has decided by itself, and why."""
    LOGGER.warning("%s: %s", type(search).__name__, decision)
