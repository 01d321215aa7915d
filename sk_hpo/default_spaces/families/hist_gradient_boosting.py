"""Boosted trees of scikit-learn that look at histograms."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.leaf_sizes import leaf_sizes
from sk_hpo.default_spaces.ranges import log_integer, log_real, zero_or_log

handles = (
    "sklearn.ensemble.HistGradientBoostingClassifier",
    "sklearn.ensemble.HistGradientBoostingRegressor",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    found: dict[str, Any] = {
        # Feurer et al. (2015), the spaces of auto-sklearn: from 0.01 to 1; large steps
        # are for fewer trees than the default
        "learning_rate": log_real(0.01, 0.3),
        "max_iter": log_integer(50, 500),
        # Binder et al. (2020), for xgboost: from 1 to 100, and from 1e-4 to 1e3; there
        # is no difference between 0.01 and 0
        "min_samples_leaf": leaf_sizes(data),
        "l2_regularization": zero_or_log(1e-2, 1e2),
    }
    if estimator.max_leaf_nodes is not None:
        # Feurer et al. (2015): from 3 to 2047; more than 128 take long
        found["max_leaf_nodes"] = log_integer(3, 128)
    return found
