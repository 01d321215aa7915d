"""The fastest candidate within a tolerance of the best."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from sk_hpo.refit.rule import Rule, check_metric, check_tolerance, shown
from sk_hpo.results import Results, results_of


def fastest(within: float, *, metric: str | None = None) -> Rule:
    """Choose the fastest candidate whose score is close enough to the best.

    A candidate's time is that of its fits and their scoring, on average over the
    splits. Set ``share_fits=False`` in the search: a candidate that shares fits has
    only the time that it took in addition to the others. The rule warns where it
    compares such times. Times are measured: another run may choose another candidate.

    Parameters
    ----------
    within : float
        How far a mean score may lie below the best one, in the units of the score:
        0.01 is one percent of accuracy.
    metric : str, default=None
        The metric that is meant. It may be left out if there is only one.

    Returns
    -------
    rule : callable
        For ``refit=`` of any search, ours or scikit-learn's. Called afterwards with
        ``cv_results_``, or with a fitted search, it returns a row.

    Raises
    ------
    TypeError, ValueError
        If an argument is none of these.

    Warns
    -----
    UserWarning
        When it is called, if candidates that it compares shared fits. It knows so of
        searches and records of this package, not of a table of results.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.ensemble import RandomForestClassifier
    >>> from sk_hpo import GridSearchCV2
    >>> from sk_hpo.refit import fastest
    >>> X, y = load_iris(return_X_y=True)
    >>> search = GridSearchCV2(
    ...     RandomForestClassifier(random_state=0),
    ...     {"n_estimators": [5, 200]},
    ...     share_fits=False,
    ...     refit=fastest(within=0.05),
    ... ).fit(X, y)
    >>> search.best_params_
    {'n_estimators': 5}
    """
    return Fastest(within, metric)


@dataclass(frozen=True, repr=False)
class Fastest(Rule):
    """The rule that `fastest` makes; its arguments are the same."""

    within: float
    metric: str | None = None

    def __post_init__(self) -> None:
        check_tolerance("within", self.within)
        check_metric(self.metric)

    def __repr__(self) -> str:
        return shown(self, "fastest")

    def __call__(self, results: Any) -> int:
        """Choose a candidate; warn if it depends on times of shared fits.

        The parameters, and what it returns and raises, are those of `Rule`.
        """
        read = results_of(results, name="results")
        chosen = self.choose(read)
        rows = self._good_enough(read)
        if len(rows) > 1 and read.shared[rows].any():
            warnings.warn(
                f"{self!r} compares times of candidates that shared fits: each has "
                "only the time that it took in addition to the others. Set "
                "share_fits=False in the search to compare whole fits",
                stacklevel=2,
            )
        return chosen

    def _least(self, read: Results, metric: str, complete: Any) -> float:
        return float(read.means[metric][complete].max() - self.within)

    def _order(self, read: Results, rows: Any) -> list[Any]:
        seconds = np.asarray(read.fit_seconds) + np.asarray(read.score_seconds)
        # a table without times has none to compare, nor a reason to fail
        return [float(value) for value in np.nan_to_num(seconds[rows], nan=np.inf)]
