"""The simplest candidate within one standard error of the best."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sk_hpo.refit.rule import Rule, check_metric, shown
from sk_hpo.refit.simplest import Simplest, check_names, check_simplest, complexities
from sk_hpo.results import Results


def one_standard_error(simplest: Simplest, *, metric: str | None = None) -> Rule:
    """Choose the simplest candidate within one standard error of the best score.

    The standard error is that of the best candidate's mean score: the standard
    deviation of its scores on the splits (with n - 1) over the square root of their
    number. This is the rule of Breiman et al. [1]_, section 3.4.3, as Hastie et al.
    [2]_, section 7.10, and the packages rpart, glmnet and tidymodels have it. Splits
    that are hard for all candidates widen it, and it ignores that training sets
    overlap, so it is a convention and no test. For a test of each candidate against
    the best, see :func:`sk_hpo.selection_bias`.

    Parameters
    ----------
    simplest : str, mapping or callable
        What is simple. A mapping of parameters to ``"low"`` or ``"high"``, the most
        important first; a name, for a parameter of which lower values are simpler; or
        a callable that takes a dict of parameters and returns what is lowest for the
        simplest. In a mapping values are numbers, or None for no limit, which is above
        all numbers; candidates without the parameter are the least simple.
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

    References
    ----------
    .. [1] Breiman, L., Friedman, J. H., Olshen, R. A. and Stone, C. J. (1984).
           Classification and Regression Trees. Wadsworth.
    .. [2] Hastie, T., Tibshirani, R. and Friedman, J. (2009). The Elements of
           Statistical Learning, second edition. Springer.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> from sk_hpo import GridSearchCV2
    >>> from sk_hpo.refit import one_standard_error
    >>> X, y = load_iris(return_X_y=True)
    >>> search = GridSearchCV2(
    ...     DecisionTreeClassifier(random_state=0),
    ...     {"max_depth": [1, 2, 3, 4, 5]},
    ...     refit=one_standard_error("max_depth"),
    ... ).fit(X, y)
    >>> search.best_params_
    {'max_depth': 3}
    """
    return OneStandardError(simplest, metric)


@dataclass(frozen=True, repr=False)
class OneStandardError(Rule):
    """The rule that `one_standard_error` makes; its arguments are the same."""

    simplest: Simplest
    metric: str | None = None

    def __post_init__(self) -> None:
        check_simplest(self.simplest)
        check_metric(self.metric)

    def __repr__(self) -> str:
        return shown(self, "one_standard_error")

    def check_parameters(self, names: Iterable[str]) -> None:
        check_names(self.simplest, names)

    def _least(self, read: Results, metric: str, complete: Any) -> float:
        best = complete[np.argmax(read.means[metric][complete])]
        scores = read.scores[metric][best]
        if len(scores) < 2:
            raise ValueError(
                f"{self!r} needs scores on at least two splits, got {len(scores)}"
            )
        error = float(scores.std(ddof=1)) / np.sqrt(len(scores))
        return float(read.means[metric][best] - error)

    def _order(self, read: Results, rows: Any) -> list[Any]:
        return complexities(self.simplest, [read.params[row] for row in rows])
