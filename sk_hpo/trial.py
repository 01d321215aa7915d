"""The records of a search, and the History that contains them.

A candidate is one setting of the hyperparameters, a split is a pair of training and
test rows, and a trial is a candidate with its results on all splits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from math import inf
from typing import Any, Literal, NamedTuple

from sk_hpo.descent_path import Path

# How many characters of a parameter's value are shown.
LONGEST_VALUE = 60

# What the level of a candidate is noted as: scikit-learn's name of the column.
LEVEL = "iter"

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


class Past(NamedTuple):
    """The trials and candidates that a suggestion depends on: see `History.before`."""

    trials: list[ClosedTrial]
    pending: list[Candidate]


@dataclass
class History:
    """All that is known about one search, in the order in which it became known.

    Parameters
    ----------
    n_splits : int
        Number of splits of a candidate.
    metric : str or None
        The metric that guides the search, if there are several. None: the first.
    races : bool
        Whether a race closes candidates. Otherwise those with all their splits are
        complete.
    n_levels : int
        How many levels there are. Candidates below the last one are looks.
    common_note : mapping
        What is noted of all candidates, unless their own notes say otherwise.
    rows_by_level : bool
        Whether each level has row sets of its own. Results are then numbered by row
        sets: the number of splits times the level, plus the split.

    Attributes
    ----------
    candidates : list of Candidate
        In the order in which they were opened.
    running : dict of int to Descent
        The descents that are running, by their numbers.
    n_results : int
        Number of results so far.
    n_recalled : int
        Number of results from a checkpoint, whose fits were not run.
    n_skipped : int
        Number of results that stopped candidates do not have.
    n_fits : int
        Number of fits of the estimator that were run for the other results.
    together : list of tuple of int
        Groups of candidates that the plan evaluates together.
    alone : dict of str to list of int
        The other candidates, by the reason for evaluating them separately.
    ending : str
        How the search ended, in a few words; empty while it runs.
    """

    n_splits: int
    metric: str | None = None
    races: bool = False
    n_levels: int = 1
    rows_by_level: bool = False
    common_note: Mapping[str, Any] = field(default_factory=dict, compare=False)
    candidates: list[Candidate] = field(default_factory=list)
    running: dict[int, Descent] = field(default_factory=dict, compare=False)
    n_results: int = 0
    n_recalled: int = 0
    n_skipped: int = 0
    n_fits: int = 0
    together: list[tuple[int, ...]] = field(default_factory=list)
    alone: dict[str, list[int]] = field(default_factory=dict)
    ending: str = field(default="", compare=False)
    _paths: dict[int, Path] = field(default_factory=dict)
    _trials: dict[int, Trial] = field(default_factory=dict)
    _stopped: dict[int, StoppedTrial] = field(default_factory=dict)
    _looks: dict[int, Look] = field(default_factory=dict)
    _open: dict[int, dict[int, SplitResult]] = field(default_factory=dict)
    _bests: list[float] = field(default_factory=list, compare=False, repr=False)

    def open(
        self, params: dict[str, Any], note: dict[str, Any] | None = None
    ) -> Candidate:
        """Add a new candidate, which is pending until all its splits have results."""
        if self.common_note:
            note = {**self.common_note, **(note or {})}
        candidate = Candidate(len(self.candidates), params, note)
        self.candidates.append(candidate)
        return candidate

    def tell(
        self, result: SplitResult, *, recalled: bool = False
    ) -> Trial | Look | None:
        """Add a result; return the trial if it is now complete.

        `recalled` says that the result is from a checkpoint, so its fit was not run.
        """
        number = result.candidate
        splits = self._open.setdefault(number, {})
        if self.is_complete(number) or result.split in splits:
            raise ValueError(
                f"candidate {number} already has a result on split {result.split}"
            )
        splits[result.split] = result
        self.n_results += 1
        self.n_skipped -= number in self._stopped
        if recalled:
            self.n_recalled += 1
        else:
            self.n_fits += result.n_fits
        if self.races or len(splits) < self.n_splits:
            return None
        return self.complete(number)

    def complete(self, number: int) -> Trial | Look:
        """Make a candidate with all its splits a trial, or a look."""
        candidate = self.candidates[number]
        results = self._results(number, range(self.n_splits))
        del self._open[number]
        value = self._value(results)
        if self.is_look(candidate):
            self._looks[number] = Look(candidate, results, value)
            return self._looks[number]
        self._trials[number] = Trial(candidate, results, value)
        return self._trials[number]

    def _results(self, number: int, splits: Iterable[int]) -> tuple[SplitResult, ...]:
        """Return the results of an open candidate on splits, by the splits' numbers."""
        known = self._open[number]
        first = self._first_row_set(self.candidates[number])
        if not first:
            return tuple([known[split] for split in splits])
        return tuple([replace(known[first + split], split=split) for split in splits])

    def is_look(self, candidate: Candidate) -> bool:
        """Return whether a candidate is below the last level."""
        return candidate.level < self.n_levels - 1

    def needs(self, result: SplitResult) -> bool:
        """Return whether a recorded result is one of its candidate's own level."""
        return result.split in self._row_sets(self.candidates[result.candidate])

    def _first_row_set(self, candidate: Candidate) -> int:
        return self.n_splits * candidate.level if self.rows_by_level else 0

    def _row_sets(self, candidate: Candidate) -> range:
        """Return what the results of a candidate are numbered with."""
        first = self._first_row_set(candidate)
        return range(first, first + self.n_splits)

    def stop(
        self,
        number: int,
        splits: Sequence[int],
        probability: float,
        leader: int,
        error: float,
    ) -> StoppedTrial:
        """Close a candidate with some of its splits; its other results do not count."""
        results = self._results(number, sorted(splits))
        best = self._trials[leader]
        same = tuple([best.results[split] for split in sorted(splits)])
        estimate = best.value + self._value(results) - self._value(same)
        trial = StoppedTrial(
            self.candidates[number],
            results,
            probability,
            leader,
            rounded(estimate),
            rounded(error),
        )
        self._stopped[number] = trial
        self.n_skipped += self.n_splits - len(self._open[number])
        return trial

    def tell_path(self, number: int, path: Path) -> None:
        """Add the path of a descent that has ended."""
        self.running.pop(number, None)
        self._paths[number] = path

    @property
    def paths(self) -> list[Path]:
        """The paths of the descents that have ended, in the order of their numbers."""
        return [self._paths[number] for number in sorted(self._paths)]

    def path(self, number: int) -> Path | None:
        """Return the path of descent `number`, or None if it has not ended."""
        return self._paths.get(number)

    @property
    def n_descents(self) -> int:
        """One more than the highest number of a descent that runs or has ended."""
        return 1 + max((*self._paths, *self.running), default=-1)

    @property
    def trials(self) -> list[Trial]:
        """The complete trials, in the order of their candidates."""
        return [self._trials[number] for number in sorted(self._trials)]

    @property
    def stopped(self) -> list[StoppedTrial]:
        """The stopped trials, in the order of their candidates."""
        return [self._stopped[number] for number in sorted(self._stopped)]

    @property
    def looks(self) -> list[Look]:
        """The candidates below the last level, in their order."""
        return [self._looks[number] for number in sorted(self._looks)]

    @property
    def complete_ones(self) -> list[Trial | Look]:
        """The trials and looks, which have all their splits, in their order."""
        complete: dict[int, Trial | Look] = {**self._trials, **self._looks}
        return [complete[number] for number in sorted(complete)]

    @property
    def closed(self) -> list[ClosedTrial]:
        """All trials, stopped ones and looks, in the order of their candidates."""
        closed: dict[int, ClosedTrial] = {
            **self._trials,
            **self._stopped,
            **self._looks,
        }
        return [closed[number] for number in sorted(closed)]

    @property
    def n_trials(self) -> int:
        """The number of complete trials."""
        return len(self._trials)

    @property
    def pending(self) -> list[Candidate]:
        """The candidates that are neither complete nor stopped."""
        return [c for c in self.candidates if not self.is_closed(c.id)]

    def trial(self, number: int) -> Trial | None:
        """Return the trial of candidate `number`, or None if it is not complete."""
        return self._trials.get(number)

    def closed_trial(self, number: int) -> ClosedTrial | None:
        """Return the trial of candidate `number`, or None if it is not closed."""
        found = self._trials.get(number) or self._stopped.get(number)
        return found or self._looks.get(number)

    def best_before(self, number: int) -> float:
        """Return the best value of the candidates before `number`.

        It is -inf if none has a value. Those that are not closed are ignored: there are
        such only once the search ends.
        """
        bests = self._bests  # a cache: the best value up to each candidate
        best = bests[min(number, len(bests)) - 1] if bests and number else -inf
        for one in range(len(bests), number):
            trial = self.closed_trial(one)
            # the value may be NaN
            if trial is not None and trial.value > best:
                best = trial.value
            if trial is not None and len(bests) == one:
                bests.append(best)
        return best

    def is_closed(self, number: int) -> bool:
        """Return whether candidate `number` is complete or stopped."""
        return self.is_complete(number) or number in self._stopped

    def is_complete(self, number: int) -> bool:
        """Return whether candidate `number` has all its splits."""
        return number in self._trials or number in self._looks

    @property
    def open_results(self) -> list[SplitResult]:
        """The results so far of candidates that are neither complete nor stopped."""
        return [
            result
            for number, splits in self._open.items()
            if not self.is_closed(number)
            for result in splits.values()
        ]

    def has(self, number: int, splits: Sequence[int]) -> bool:
        """Return whether candidate `number` is open and has results on these splits."""
        first = self._first_row_set(self.candidates[number])
        return self._open.get(number, {}).keys() >= {first + one for one in splits}

    def newest(self, n: int) -> list[Trial]:
        """Return the `n` trials that were completed last."""
        return list(islice(reversed(self._trials.values()), n))

    def missing(self, candidate: Candidate) -> list[int]:
        """Return the row sets of a candidate that are needed and have no result yet."""
        if self.is_closed(candidate.id):
            return []
        told = self._open.get(candidate.id, {})
        return [one for one in self._row_sets(candidate) if one not in told]

    def before(self, k: int, lag: int) -> Past | None:
        """Return what suggestion `k` may depend on, or None if it is not known yet.

        Candidates up to ``k - lag`` count as closed. Those after them count as
        pending, even if some have finished, so that the suggestion does not depend on
        the speed of the workers.

        Parameters
        ----------
        k : int
            The number of the candidate to be suggested.
        lag : int
            Number of candidates that may be pending at once, at least 1.
        """
        n_done = max(0, k - lag + 1)
        done = [self.closed_trial(number) for number in range(n_done)]
        trials = [trial for trial in done if trial is not None]
        if len(self.candidates) < k or len(trials) < n_done:
            return None
        return Past(trials, self.candidates[n_done:k])

    def _value(self, splits: tuple[SplitResult, ...]) -> float:
        scores = []
        for split in splits:
            score = split.test_scores
            # a float is the usual case, of maybe a million
            if type(score) is not float:
                score = self.guiding(score)
            if isinstance(score, ErrorScore) or split.fit_error is not None:
                return float("nan")
            scores.append(float(score))
        # numpy's mean would warn about infinite scores, and so does cv_results_
        return rounded(sum(scores) / len(scores))

    def score(self, result: SplitResult) -> float:
        """Return the rounded score of the guiding metric; NaN if it failed."""
        return self._value((result,))

    def guiding(self, scores: Scores) -> float:
        """Return the score of the metric that guides the search."""
        if not isinstance(scores, Mapping):
            return scores
        if self.metric is not None and self.metric in scores:
            return scores[self.metric]
        return next(iter(scores.values()))
