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
from sk_hpo.history import History
from sk_hpo.trial import ClosedTrial, ErrorScore, Look, SplitResult, Trial

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


def scorer_of(search: Any) -> str:
    """Return what a message calls the scorer that guides a search."""
    name, scoring = search._metric_and_scoring()
    if isinstance(search.scoring, Mapping | list | tuple):
        return f"the scorer {name!r}"
    if scoring is None:
        return "the estimator's score method"
    return f"the scorer {getattr(scoring, '__name__', repr(scoring))}"


def failure_of(trial: Trial | Look, history: History, search: Any) -> Failure | None:
    """Return why a trial has no score, judged by its first split without one."""
    if math.isfinite(trial.value):
        return None
    failures = (failure_on(split, history, search) for split in trial.results)
    return next((f for f in failures if f is not None), None)


def failure_on(split: SplitResult, history: History, search: Any) -> Failure | None:
    """Return why a candidate has no score on a split; None if it has one."""
    error = split.fit_error
    if error is not None:
        lost = cause_of(error)
        if lost is None:
            return Failure(f"the fit failed with {_end(error)}", FIT, error)
        advice = LOST if split.time_limit is None else TIME
        return Failure(f"the fit failed, since {lost}", advice)
    score = history.guiding(split.test_scores)
    if isinstance(score, ErrorScore):
        scorer = scorer_of(search)
        if score.cause is None:  # recorded by a search that does not keep causes
            return Failure(f"{scorer} failed", SCORER)
        text = f"{scorer} failed with {_end(score.cause)}"
        return Failure(text, SCORER, score.cause)
    if math.isfinite(score):
        return None
    return Failure(f"the score is {float(score)}", NOT_A_NUMBER)


def _end(traceback: str) -> str:
    """Return the last error of a traceback: the lines after those of the stack."""
    lines = traceback.rstrip().splitlines()
    for at in reversed(range(len(lines))):
        if lines[at].startswith(FRAME):
            rest = dropwhile(lambda line: line.startswith(CODE), lines[at + 1 :])
            lines = list(rest) or lines[-1:]
            break
    said = "\n".join(lines)
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}..."


def warn_of_scorers(trials: Sequence[ClosedTrial], search: Any) -> None:
    """Warn once about scorers that failed on some candidates only."""
    found = list(_causes(trials))
    if not found:
        return
    causes = Counter(cause for _, cause in found)
    scorers = [
        scorer_of(search) if name is None else f"the scorer {name!r}"
        for name in dict.fromkeys(name for name, _ in found)
    ]
    details = [
        f"{times} of them failed with:\n{cause}"
        for cause, times in causes.most_common(SHOWN)
    ]
    if len(causes) > SHOWN:
        n = len(causes) - SHOWN
        others = "is one other traceback" if n == 1 else f"are {n} other tracebacks"
        details.append(f"There {others}.")
    warnings.warn(
        f"Scoring failed. The score of {len(found)} calls of {' and '.join(scorers)} "
        f"is set to {search.error_score}. Details:\n" + "\n".join(details),
        stacklevel=2,
    )


def _causes(trials: Sequence[ClosedTrial]) -> Iterator[tuple[str | None, str]]:
    """Yield the metric (None if there is only one) and traceback of failed calls."""
    for trial in trials:
        for split in trial.results:
            for scores in (split.test_scores, split.train_scores):
                named = scores if isinstance(scores, Mapping) else {None: scores}
                for name, score in named.items():
                    if isinstance(score, ErrorScore) and score.cause is not None:
                        yield name, score.cause
