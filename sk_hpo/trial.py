"""The records of a search; `history.py` contains them.

A candidate is one setting of the hyperparameters, a split is a pair of training and
test rows, and a trial is a candidate with its results on all splits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, Literal

# How many characters of a parameter's value are shown.
LONGEST_VALUE = 60

# What the level of a candidate is noted as: scikit-learn's name of the column.
LEVEL = "iter"
# The note of the candidate that this one goes on from.
ORIGIN = "of"

Scores = float | Mapping[str, float]

# The value of a trial is rounded to hide rounding errors of linear algebra. So a
# strategy suggests the same candidates on any machine and with any number of workers.
SIGNIFICANT_DIGITS = 10


def rounded(value: float) -> float:
    """Return a number to 10 significant digits."""
    return float(f"{value:.{SIGNIFICANT_DIGITS - 1}e}")


def shown_params(params: Mapping[str, Any]) -> str:
    """Return parameters as one line, with long values cut."""
    items = []
    for name, value in params.items():
        text = " ".join(repr(value).split())
        if len(text) > LONGEST_VALUE:
            text = f"{text[: LONGEST_VALUE - 3]}..."
        items.append(f"{name!r}: {text}")
    return f"{{{', '.join(items)}}}"


class ErrorScore(float):
    """The score of a fit or a scorer that failed: `error_score`.

    It equals the number and is formatted like it, but `isinstance` distinguishes it
    from a real score of the same value.

    Parameters
    ----------
    number : int or float
    cause : str or None
        Traceback of the scorer that failed, if it is known.
    """

    number: float
    cause: str | None

    def __new__(cls, number: float, cause: str | None = None) -> ErrorScore:
        made = super().__new__(cls, number)
        made.number = number
        made.cause = cause
        return made

    def __reduce__(self) -> tuple[type, tuple[float, str | None]]:
        return ErrorScore, (self.number, self.cause)

    def __str__(self) -> str:
        return str(self.number)

    def __repr__(self) -> str:
        return repr(self.number)

    def __format__(self, spec: str) -> str:
        return format(self.number, spec)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One setting of the hyperparameters.

    Parameters
    ----------
    id : int
        Its number in the order of the search, from 0.
    params : dict
        Parameter names and values, as given to ``set_params``.
    note : dict or None
        Why the strategy suggested the candidate; can be written as JSON.

    Examples
    --------
    >>> from sk_hpo import Candidate
    >>> Candidate(0, {"C": 1.0})
    Candidate(id=0, params={'C': 1.0}, note=None)
    """

    id: int
    params: dict[str, Any]
    note: dict[str, Any] | None = None

    @property
    def level(self) -> int:
        """Its level in a search with levels, from 0; 0 in any other."""
        return int((self.note or {}).get(LEVEL, 0))

    @property
    def origin(self) -> int:
        """The number of the candidate that this one goes on from, or its own.

        All levels of a candidate have the same.
        """
        return int((self.note or {}).get(ORIGIN, self.id))


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a fit shared with other candidates.

    Parameters
    ----------
    by : tuple of str
        The rules that shared.
    n_fits : int
        Number of fits of the estimator that were run for this candidate.
    seconds_saved : float
        Estimate of the time that a separate fit would have taken in addition.
    declined : str
        Why a rule declined to share; empty if none did.
    """

    by: tuple[str, ...]
    n_fits: int
    seconds_saved: float
    declined: str = ""


@dataclass(frozen=True, slots=True)
class SplitResult:
    """The result of one candidate on one split.

    Parameters
    ----------
    candidate : int
        The candidate's id.
    split : int
        The split's number, from 0.
    test_scores : float or dict of str to float
        Score on the test rows; a dict if there are several metrics.
    train_scores : float or dict of str to float, or None
        Score on the training rows, if the search returns train scores.
    n_test_samples : int
        Number of test rows.
    fit_time, score_time : float
        Seconds for the fit, and for scoring the test rows.
    fit_error : str or None
        Traceback of the fit, if it failed.
    sharing : Sharing or None
        What was shared, if the candidate was evaluated together with others.
    time_limit : float or None
        The time limit in seconds, if the fit failed because it exceeded the limit.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import GridSearchCV2
    >>> search = GridSearchCV2(SVC(), {"C": [1, 10]}).fit(*load_iris(return_X_y=True))
    >>> result = search.trials[0].results[4]
    >>> result.candidate, result.split, result.n_test_samples, result.fit_error
    (0, 4, 30, None)
    """

    candidate: int
    split: int
    test_scores: Scores
    train_scores: Scores | None
    n_test_samples: int
    fit_time: float
    score_time: float
    fit_error: str | None
    sharing: Sharing | None = None
    time_limit: float | None = None

    @property
    def n_fits(self) -> int:
        """Number of fits of the estimator that were run for this result."""
        return 1 if self.sharing is None else self.sharing.n_fits


@dataclass(frozen=True, slots=True, repr=False)
class Trial:
    """A candidate with the results of all its splits.

    Parameters
    ----------
    candidate : Candidate
        The candidate.
    results : tuple of SplitResult
        One for each split, in the order of the splits.
    value : float
        Mean test score of the metric that guides the search, to 10 significant
        digits; NaN if a fit or a scorer failed.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import GridSearchCV2
    >>> search = GridSearchCV2(SVC(), {"C": [1, 10]}).fit(*load_iris(return_X_y=True))
    >>> trial = max(search.trials, key=lambda trial: trial.value)
    >>> trial.params, trial.value, len(trial.results)
    ({'C': 10}, 0.98, 5)
    >>> trial
    Trial(id=1, value=0.98, n_splits=5, params={'C': 10})
    """

    candidate: Candidate
    results: tuple[SplitResult, ...]
    value: float

    def __repr__(self) -> str:
        return (
            f"Trial(id={self.candidate.id}, value={self.value!r}, "
            f"n_splits={len(self.results)}, params={shown_params(self.params)})"
        )

    @property
    def params(self) -> dict[str, Any]:
        """The candidate's parameters."""
        return self.candidate.params

    @property
    def estimate(self) -> float:
        """The value, which is known."""
        return self.value

    @property
    def error(self) -> float:
        """The standard error of `estimate`: 0."""
        return 0.0


@dataclass(frozen=True, slots=True, repr=False)
class StoppedTrial:
    """A candidate whose evaluation was stopped, since it could hardly be the best.

    Parameters
    ----------
    candidate : Candidate
        The candidate.
    results : tuple of SplitResult
        Those that count, in the order of the splits.
    probability : float
        The probability of scores as low as these, if the candidate were the best.
    leader : int
        The id of the complete candidate that it was compared with.
    estimate : float
        Estimate of its mean test score: that of the leader, plus the mean difference
        from the leader on the splits of `results`; NaN if a fit or a scorer failed.
    error : float
        Standard error of `estimate`, as far as it is due to the splits that the
        candidate was not given; NaN if a fit or a scorer failed.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import RandomSearchCV2, StoppedTrial
    >>> space = {"C": [1e-3, 1e-2, 0.1, 1, 10, 100], "gamma": [1e-3, 0.01, 0.1, 1]}
    >>> search = RandomSearchCV2(SVC(), space, n_iter=24, racing=True)
    >>> X, y = load_iris(return_X_y=True)
    >>> search = search.fit(X, y)
    >>> len(search.trials) + len(search.stopped)
    24
    >>> all(isinstance(trial, StoppedTrial) for trial in search.stopped)
    True
    """

    candidate: Candidate
    results: tuple[SplitResult, ...]
    probability: float
    leader: int
    estimate: float
    error: float

    def __repr__(self) -> str:
        return (
            f"StoppedTrial(id={self.candidate.id}, estimate={self.estimate!r}, "
            f"n_splits={len(self.results)}, params={shown_params(self.params)})"
        )

    @property
    def value(self) -> float:
        """NaN: the mean test score is not known."""
        return float("nan")

    @property
    def params(self) -> dict[str, Any]:
        """The candidate's parameters."""
        return self.candidate.params


@dataclass(frozen=True, slots=True, repr=False)
class Look:
    """A candidate on a level below the last one: it had a part of the resource.

    Parameters
    ----------
    candidate : Candidate
        The candidate, with its level as a note.
    results : tuple of SplitResult
        One for each split, in the order of the splits.
    estimate : float
        Mean test score with this part of the resource; NaN if a fit or a scorer failed.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from sklearn.linear_model import SGDClassifier
    >>> from sk_hpo import BayesSearchCV, Halving
    >>> search = BayesSearchCV(
    ...     SGDClassifier(random_state=0),
    ...     {"alpha": (1e-5, 1e-1, "log-uniform")},
    ...     n_iter=6,
    ...     resource=Halving(min_resources=300),
    ...     random_state=0,
    ... ).fit(*load_digits(return_X_y=True))
    >>> look = search.looks[0]
    >>> look.candidate.level, len(look.results)
    (0, 5)
    """

    candidate: Candidate
    results: tuple[SplitResult, ...]
    estimate: float

    def __repr__(self) -> str:
        return (
            f"Look(id={self.candidate.id}, level={self.candidate.level}, "
            f"estimate={self.estimate!r}, params={shown_params(self.params)})"
        )

    @property
    def value(self) -> float:
        """NaN: the mean test score with the whole resource is not known."""
        return float("nan")

    @property
    def params(self) -> dict[str, Any]:
        """The candidate's parameters."""
        return self.candidate.params

    @property
    def error(self) -> float:
        """The standard error of `estimate`: 0."""
        return 0.0


@dataclass(frozen=True, slots=True)
class Descent:
    """A descent on an estimator's own equations: one unit of work, one path.

    Parameters
    ----------
    scorer : None or scorer
        The scorer to maximise. None: the estimator's own ``score``.
    ranges : mapping of str to (low, high, log)
        The parameters that vary.
    start : mapping of str to float, or None
        The starting point, if there is one.
    fixed : mapping of str to object
        Parameters with the same value throughout. Here and in `ranges`, an entry of a
        dict has a name such as ``ct__transformer_weights['num']``.
    scan : {"short", "whole", "none"}
        How much of the ranges is scanned first, as in ``gradients.outer.minimise``.
    number : int, default=0
        Its number in the order of the search, which is that of its path.
    beat : float, default=-inf
        The descent may end once it can hardly reach this score.
    n_beside : int, default=1
        How many descents may run at once, so that they divide the threads.
    """

    scorer: Any
    ranges: Mapping[str, tuple[float, float, bool]]
    start: Mapping[str, float] | None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    scan: Literal["short", "whole", "none"] = "short"
    number: int = 0
    beat: float = -inf
    n_beside: int = 1


ClosedTrial = Trial | StoppedTrial | Look
