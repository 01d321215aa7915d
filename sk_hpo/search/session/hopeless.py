"""A search without scores has nothing to go by: it ends with an error that says why."""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import Any

from sk_hpo.evaluate import cause_of
from sk_hpo.trial import ErrorScore, FoldResult, History, Trial

# Fewer candidates may have failed by chance.
FEWEST = 5

SAME = (
    "The first {n} candidates have no score, all for the same reason, so the search "
    "was stopped: {cause}\n{advice} If other parts of the space do have scores, give "
    "points of them as initial_points, or a smaller space.{rest}"
)
NONE = (
    "None of the {n} candidates has a score. Of the first one, {cause}\n{advice}{rest}"
)
KEPT = " What was evaluated is in cv_results_."
RECALLED = (
    " {n} fits are from the checkpoint and were not run again: if their cause is gone, "
    "give another file."
)

TO_SEE = 'error_score="raise" ends the search with the first such error.'
FIT = f"Look whether the estimator can be fitted to these X and y; {TO_SEE}"
SCORER = f"Look whether scoring suits the estimator and these X and y; {TO_SEE}"
NOT_A_NUMBER = (
    "No error was raised. Some scores are not defined on a split of one row, or of one "
    "class: change scoring or cv."
)
LOST = (
    "Look whether the estimator can be fitted to these X and y in a program of its own."
)
TIME = "Set a longer fit_timeout, or give a space of faster candidates."

# How the lines of a stack begin in a traceback.
FRAME, CODE = '  File "', "    "

# As many characters of an error's text are to be read in another.
LONGEST = 1000
# Tracebacks that are shown of scorers that failed on some candidates only.
SHOWN = 3


class NoScoreError(ValueError):
    """A search has no score to go by."""


class NoScoreTypeError(NoScoreError, TypeError):
    """It has none for a TypeError, as X gives that does not hold numbers.

    Where a search goes on to its refit that raises it; scikit-learn's checks of
    estimators look for it.
    """


@dataclass(frozen=True)
class Failure:
    """Why a candidate has no score.

    Parameters
    ----------
    cause : str
        Two that have failed in the same way have the same.
    advice : str
        What to change.
    traceback : str or None
    """

    cause: str
    advice: str
    traceback: str | None = None

    @property
    def of_type(self) -> bool:
        """Whether it is a TypeError."""
        said = "" if self.traceback is None else _end(self.traceback)
        return said.startswith("TypeError:")


class Watch:
    """Ends a search whose first candidates have all failed in the same way.

    Parameters
    ----------
    history : History
        Of the search.
    n_points : int
        How many candidates may be in the air.
    n_recalled : callable
        How many results were not run now.
    """

    def __init__(
        self, history: History, n_points: int, n_recalled: Callable[[], int]
    ) -> None:
        self.history = history
        self.n = max(FEWEST, n_points)
        self.n_recalled = n_recalled

    def look(self, trial: Trial) -> None:
        """Look at the next trial, in the order of the candidates.

        Raises
        ------
        ValueError
            If it is the last of the first, and none of them has a score.
        """
        if trial.candidate.id != self.n - 1:
            return
        first = self.history.trials[: self.n]
        if [one.candidate.id for one in first] != [*range(self.n)]:
            return  # one was given up when the time was over
        failures = [failure_of(one, self.history) for one in first]
        if None not in failures and len({f.cause for f in failures if f}) == 1:
            self._raise(SAME, self.n, failures[0])

    def end(self) -> None:
        """Look at all trials when there will be no more.

        Raises
        ------
        ValueError
            If none of them has a score.
        """
        trials = self.history.trials
        failures = [failure_of(trial, self.history) for trial in trials]
        if trials and None not in failures:
            self._raise(NONE, len(trials), failures[0])

    def _raise(self, text: str, n: int, failure: Failure | None) -> None:
        assert failure is not None
        n_recalled = self.n_recalled()
        rest = KEPT + (RECALLED.format(n=n_recalled) if n_recalled else "")
        cause, advice = failure.cause, failure.advice
        kind = NoScoreTypeError if failure.of_type else NoScoreError
        error = kind(text.format(n=n, cause=cause, advice=advice, rest=rest))
        if failure.traceback is not None:
            error.add_note(failure.traceback)
        raise error


def failure_of(trial: Trial, history: History) -> Failure | None:
    """Why a trial has no score, by the first of its folds that has none."""
    if math.isfinite(trial.value):
        return None
    failures = (_failure(fold, history) for fold in trial.folds)
    return next((f for f in failures if f is not None), None)


def _failure(fold: FoldResult, history: History) -> Failure | None:
    error = fold.fit_error
    if error is not None:
        lost = cause_of(error)
        if lost is None:
            return Failure(f"the fit failed with {_end(error)}", FIT, error)
        advice = LOST if fold.time_limit is None else TIME
        return Failure(f"the fit failed, since {lost}", advice)
    score = history.guiding(fold.test_scores)
    if isinstance(score, ErrorScore):
        if score.cause is None:  # of a fit that another kind of search has recorded
            return Failure("the scorer failed", SCORER)
        return Failure(
            f"the scorer failed with {_end(score.cause)}", SCORER, score.cause
        )
    if math.isfinite(score):
        return None
    return Failure(f"the score is {float(score)}", NOT_A_NUMBER)


def _end(traceback: str) -> str:
    """What was raised last: the lines behind those of the stack."""
    lines = traceback.rstrip().splitlines()
    for at in reversed(range(len(lines))):
        if lines[at].startswith(FRAME):
            behind = dropwhile(lambda line: line.startswith(CODE), lines[at + 1 :])
            lines = list(behind) or lines[-1:]
            break
    said = "\n".join(lines)
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}..."


def warn_of_scorers(trials: Sequence[Trial], error_score: Any) -> None:
    """Warn, once, of scorers that have failed on some candidates only."""
    causes = Counter(_causes(trials))
    if not causes:
        return
    n = sum(causes.values())
    details = [
        f"{times} of them failed with:\n{cause}"
        for cause, times in causes.most_common(SHOWN)
    ]
    if len(causes) > SHOWN:
        details.append(f"and there are {len(causes) - SHOWN} other tracebacks")
    warnings.warn(
        f"Scoring failed. The score of {n} of the scorings is set to {error_score}. "
        "Details: \n" + "\n".join(details),
        UserWarning,
        stacklevel=2,
    )


def _causes(trials: Sequence[Trial]) -> Iterator[str]:
    for trial in trials:
        for fold in trial.folds:
            for scores in (fold.test_scores, fold.train_scores):
                named = scores.values() if isinstance(scores, Mapping) else (scores,)
                for score in named:
                    if isinstance(score, ErrorScore) and score.cause is not None:
                        yield score.cause
