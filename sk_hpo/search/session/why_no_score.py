"""Why candidates have no score."""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import Any

from sk_hpo.evaluate import cause_of
from sk_hpo.trial import ErrorScore, History, SplitResult, Trial

TO_SEE = 'error_score="raise" ends the search with the first such error.'
FIT = f"Check whether the estimator can be fitted to these X and y; {TO_SEE}"
SCORER = f"Check whether scoring suits the estimator and these X and y; {TO_SEE}"
NOT_A_NUMBER = (
    "No error was raised. Some scores are undefined on a split with one row or one "
    "class: change scoring or cv."
)
LOST = "Check whether a separate script can fit the estimator to these X and y."
TIME = "Set a longer fit_timeout, or search a space of faster candidates."

# How the lines of the stack begin in a traceback.
FRAME, CODE = '  File "', "    "

# How many characters of an error's text are quoted.
LONGEST = 1000
# How many tracebacks are shown of scorers that failed on some candidates only.
SHOWN = 3


@dataclass(frozen=True)
class Failure:
    """Why a candidate has no score.

    Parameters
    ----------
    cause : str
        The same for candidates that failed in the same way.
    advice : str
        What to change.
    traceback : str or None
    """

    cause: str
    advice: str
    traceback: str | None = None

    @property
    def is_type_error(self) -> bool:
        """Whether a TypeError is the cause."""
        said = "" if self.traceback is None else _end(self.traceback)
        return said.startswith("TypeError:")


def failure_of(trial: Trial, history: History) -> Failure | None:
    """Return why a trial has no score, judged by its first split without one."""
    if math.isfinite(trial.value):
        return None
    failures = (_failure(split, history) for split in trial.results)
    return next((f for f in failures if f is not None), None)


def _failure(split: SplitResult, history: History) -> Failure | None:
    error = split.fit_error
    if error is not None:
        lost = cause_of(error)
        if lost is None:
            return Failure(f"the fit failed with {_end(error)}", FIT, error)
        advice = LOST if split.time_limit is None else TIME
        return Failure(f"the fit failed, since {lost}", advice)
    score = history.guiding(split.test_scores)
    if isinstance(score, ErrorScore):
        if score.cause is None:  # recorded by a search that does not keep causes
            return Failure("the scorer failed", SCORER)
        return Failure(
            f"the scorer failed with {_end(score.cause)}", SCORER, score.cause
        )
    if math.isfinite(score):
        return None
    return Failure(f"the score is {float(score)}", NOT_A_NUMBER)


def _end(traceback: str) -> str:
    """Return the last error of a traceback: the lines after those of the stack."""
    lines = traceback.rstrip().splitlines()
    for at in reversed(range(len(lines))):
        if lines[at].startswith(FRAME):
            after_stack = dropwhile(lambda line: line.startswith(CODE), lines[at + 1 :])
            lines = list(after_stack) or lines[-1:]
            break
    said = "\n".join(lines)
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}..."


def warn_of_scorers(trials: Sequence[Trial], error_score: Any) -> None:
    """Warn once about scorers that failed on some candidates only."""
    causes = Counter(_causes(trials))
    if not causes:
        return
    n = sum(causes.values())
    details = [
        f"{times} of them failed with:\n{cause}"
        for cause, times in causes.most_common(SHOWN)
    ]
    if len(causes) > SHOWN:
        details.append(f"There are {len(causes) - SHOWN} other tracebacks.")
    warnings.warn(
        f"Scoring failed. The score of {n} scorer calls is set to {error_score}. "
        "Details:\n" + "\n".join(details),
        UserWarning,
        stacklevel=2,
    )


def _causes(trials: Sequence[Trial]) -> Iterator[str]:
    for trial in trials:
        for split in trial.results:
            for scores in (split.test_scores, split.train_scores):
                named = scores.values() if isinstance(scores, Mapping) else (scores,)
                for score in named:
                    if isinstance(score, ErrorScore) and score.cause is not None:
                        yield score.cause
