"""Boosting of any estimator by weights of the rows.

The depth of the boosted trees matters most (van Rijn and Hutter 2018). It is searched
if the tree is set, as in ``estimator=DecisionTreeClassifier(max_depth=1)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.part import Part
from sk_hpo.default_spaces.ranges import log_integer, log_real

handles = ("sklearn.ensemble.AdaBoostClassifier", "sklearn.ensemble.AdaBoostRegressor")


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # van Rijn and Hutter (2018), "Hyperparameter importance across datasets"
    return {"n_estimators": log_integer(50, 500), "learning_rate": log_real(0.01, 2.0)}


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the estimator that is boosted."""
    yield Part("estimator", estimator.estimator, data)
