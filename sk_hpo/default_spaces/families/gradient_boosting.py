"""Boosted trees of scikit-learn that look at every split."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.leaf_sizes import leaf_sizes
from sk_hpo.default_spaces.ranges import integer, log_integer, log_real, real

handles = (
    "sklearn.ensemble.GradientBoostingClassifier",
    "sklearn.ensemble.GradientBoostingRegressor",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    found: dict[str, Any] = {
        # Probst et al. (2019): 0.02 with 4000 trees is best on average. Fewer trees
        # take a bearable time, and need larger steps.
        "learning_rate": log_real(0.01, 0.3),
        "n_estimators": log_integer(50, 500),
        # Friedman (2002), "Stochastic gradient boosting": best are 0.4 to 0.8
        "subsample": real(0.4, 1.0),
        # Binder et al. (2020): from 1 to 100
        "min_samples_leaf": leaf_sizes(data),
    }
    if estimator.max_depth is not None:
        # Hastie et al. (2009), "The elements of statistical learning", section 10.11:
        # from 4 to 8 leaves are best, more than 10 rarely needed
        found["max_depth"] = integer(1, 8)
    return found
