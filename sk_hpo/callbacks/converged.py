"""Converged: stop when the model expects hardly any improvement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import sqrt
from statistics import stdev
from typing import Any

from sk_hpo.callbacks.arguments import check_count, check_number
from sk_hpo.history import History
from sk_hpo.search.suggested import SuggestedSearch
from sk_hpo.trial import ClosedTrial, Trial


@dataclass(frozen=True)
class Converged:
    """Stop a search whose model expects less improvement than the score is uncertain.

    Before each candidate that the model suggests, it knows the largest improvement that
    it expects of one more candidate. The search stops when this has been below a
    fraction of the noise for some candidates in a row. The noise is the standard error
    of the best score: the standard deviation of the best candidate's scores on the
    splits, divided by the square root of their number. Comparing an improvement with
    it follows [1]_, which compares a bound of the improvement.

    The defaults were chosen on tuning problems, and :doc:`/guide/stopping` says what
    they save and lose on others. There is nothing to compare with as long as the best
    candidate has the same score on all splits; :class:`TargetScore` and
    :class:`NoImprovement` stop such a search.

    Parameters
    ----------
    fraction : float, default=0.01
        The part of the noise that an improvement must be worth.
    candidates : int, default=5
        For how many of the model's candidates in a row less must be expected. Those of
        a design, and those by which a search checks its model, are not counted.

    Raises
    ------
    TypeError, ValueError
        If `fraction` is not a finite number above 0, or `candidates` is not an integer
        of at least 1; when it is called, if the search has no model of its scores or a
        single split.

    See Also
    --------
    NoImprovement : Needs no model.

    Notes
    -----
    Searches with a model are :class:`~sk_hpo.BayesSearchCV`,
    :class:`~sk_hpo.AutoSearchCV` and :class:`~sk_hpo.GradSearchCV`. Where they list all
    candidates, or descend exact gradients, no model suggests candidates and this does
    not stop them; descents end by themselves. If a space is a list of ``(dict, n)``,
    each dict has a model of its own, and only that of the last can stop the search.

    References
    ----------
    .. [1] A. Makarova et al., "Automatic termination for hyperparameter optimization",
       AutoML 2022, arXiv:2104.08166.

    Examples
    --------
    >>> from sklearn.datasets import load_diabetes
    >>> from sklearn.svm import SVR
    >>> from sk_hpo import BayesSearchCV
    >>> from sk_hpo.callbacks import Converged
    >>> space = {"C": (1e-2, 1e3, "log-uniform")}
    >>> search = BayesSearchCV(
    ...     SVR(), space, n_iter=60, random_state=0, callback=Converged()
    ... )
    >>> search = search.fit(*load_diabetes(return_X_y=True))
    >>> len(search.trials) < 30
    True
    """

    fraction: float = 0.01
    candidates: int = 5

    def __post_init__(self) -> None:
        check_number("fraction", self.fraction, low=0, above=True)
        check_count("candidates", self.candidates)

    def __call__(self, trial: ClosedTrial, search: Any) -> bool:
        """Return whether to stop.

        Parameters
        ----------
        trial : Trial, StoppedTrial or Look
            The candidate that is complete, stopped by racing, or on a lower level.
        search : BayesSearchCV, AutoSearchCV or GradSearchCV
            The search, which is running.

        Returns
        -------
        bool
        """
        history: History = search._history
        self._check(search, history)
        last = trial.candidate.id
        if not _of_last_model(trial, search):
            return False
        gains = list(islice(_gains(history, last), self.candidates))
        if len(gains) < self.candidates:
            return False
        enough = self.fraction * _noise(history, last)
        return all(gain < enough for gain in gains)

    def _check(self, search: Any, history: History) -> None:
        if not isinstance(search, SuggestedSearch):
            raise TypeError(
                f"callback: {self!r} needs a search with a model of its scores "
                "(BayesSearchCV, AutoSearchCV or GradSearchCV), got "
                f"{type(search).__name__}; use NoImprovement for a list of candidates"
            )
        if history.n_splits < 2:
            raise ValueError(
                f"callback: {self!r} compares with the noise of the scores, which "
                f"needs at least 2 splits, got cv={search.cv!r} with "
                f"{history.n_splits}; use NoImprovement instead"
            )


def _of_last_model(trial: ClosedTrial, search: Any) -> bool:
    """Return whether no other model follows, as in a list of (dict, n)."""
    note = trial.candidate.note or {}
    return "budget" not in note or note["budget"] == len(search.search_spaces) - 1


def _gains(history: History, last: int) -> Iterator[float]:
    """Yield the expected improvements of a model's candidates, the last first."""
    model = (history.candidates[last].note or {}).get("budget")
    for number in range(last, -1, -1):
        note = history.candidates[number].note or {}
        if note.get("budget") == model and "gain" in note:
            yield note["gain"]


def _noise(history: History, last: int) -> float:
    """Return the standard error of the best score of the candidates up to `last`."""
    best = history.best_before(last + 1)
    for number in range(last + 1):
        trial = history.trial(number)
        if isinstance(trial, Trial) and trial.value == best:
            scores = [history.score(result) for result in trial.results]
            return stdev(scores) / sqrt(len(scores))
    return 0.0
