"""The simplest candidate within a tolerance of the best."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sk_hpo.refit.rule import Rule, check_metric, check_tolerance, shown
from sk_hpo.refit.simplest import Simplest, check_names, check_simplest, complexities
from sk_hpo.results import Results


def within(tolerance: float, simplest: Simplest, *, metric: str | None = None) -> Rule:
    """Choose the simplest candidate whose score is close enough to the best.

    Parameters
    ----------
    tolerance : float
        How far a mean score may lie below the best one, in the units of the score:
        0.01 is one percent of accuracy.
    simplest : str, mapping or callable
        What is simple, as for :func:`one_standard_error`.
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

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.model_selection import GridSearchCV
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> from sk_hpo.refit import within
    >>> X, y = load_iris(return_X_y=True)
    >>> grid = {"max_depth": [2, 3, 4], "min_samples_leaf": [1, 5, 10]}
    >>> search = GridSearchCV(DecisionTreeClassifier(random_state=0), grid).fit(X, y)
    >>> rule = within(0.05, {"max_depth": "low", "min_samples_leaf": "high"})
    >>> search.cv_results_["params"][rule(search.cv_results_)]
    {'max_depth': 2, 'min_samples_leaf': 10}
    """
    return Within(tolerance, simplest, metric)


@dataclass(frozen=True, repr=False)
class Within(Rule):
    """The rule that `within` makes; its arguments are the same."""

    tolerance: float
    simplest: Simplest
    metric: str | None = None

    def __post_init__(self) -> None:
        check_tolerance("tolerance", self.tolerance)
        check_simplest(self.simplest)
        check_metric(self.metric)

    def __repr__(self) -> str:
        return shown(self, "within")

    def check_parameters(self, names: Iterable[str]) -> None:
        check_names(self.simplest, names)

    def _least(self, read: Results, metric: str, complete: Any) -> float:
        return float(read.means[metric][complete].max() - self.tolerance)

    def _order(self, read: Results, rows: Any) -> list[Any]:
        return complexities(self.simplest, [read.params[row] for row in rows])
