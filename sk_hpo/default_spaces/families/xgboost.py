"""XGBoost.

The settings that are best on average (Probst et al. 2019, table 3) are a learning rate
of 0.02 with 4000 trees, a depth of 13, 0.84 of the rows and 0.75 of the columns.
"""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import integer, log_integer, log_real, real

handles = (
    "xgboost.XGBClassifier",
    "xgboost.XGBRFClassifier",
    "xgboost.XGBRFRegressor",
    "xgboost.XGBRegressor",
)
# the documentation of XGBoost
unset = {
    "colsample_bytree": 1.0,
    "learning_rate": 0.3,
    "max_depth": 6,
    "n_estimators": 100,
    "subsample": 1.0,
}


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if estimator.booster == "gblinear":
        # linear models have other defaults; scikit-learn's are better
        return {}
    # fewer trees than on average best take a bearable time, and need larger steps
    steps = {
        "learning_rate": log_real(0.01, 0.3),
        "n_estimators": log_integer(50, 1000),
    }
    trees = {
        # Binder et al. (2020): from 1 to 15; deep trees are for many rows
        "max_depth": integer(1, 10),
        # Bischl et al. (2023): from 0.1 to 1
        "subsample": real(0.4, 1.0),
        "colsample_bytree": real(0.3, 1.0),
    }
    # a forest has one step
    return trees if "RF" in type(estimator).__name__ else steps | trees
