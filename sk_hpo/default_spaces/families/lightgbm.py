"""LightGBM.

Its documentation ("Parameters tuning") names the leaves and the rows in a leaf first.
"""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.leaf_sizes import leaf_sizes
from sk_hpo.default_spaces.ranges import log_integer, log_real, real

handles = ("lightgbm.LGBMClassifier", "lightgbm.LGBMRegressor")


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    trees = {
        # Feurer et al. (2015), for scikit-learn's: from 3 to 2047; more than 128 take
        # long
        "num_leaves": log_integer(3, 128),
        # Binder et al. (2020), for xgboost: from 1 to 100, and from 0.01 to 1
        "min_child_samples": leaf_sizes(data),
        "colsample_bytree": real(0.3, 1.0),
    }
    if estimator.boosting_type == "rf":
        return trees
    # Probst et al. (2019), for xgboost: 0.02 with 4000 trees is best on average. Fewer
    # trees take a bearable time, and need larger steps.
    steps = {
        "learning_rate": log_real(0.01, 0.3),
        "n_estimators": log_integer(50, 1000),
    }
    return steps | trees
