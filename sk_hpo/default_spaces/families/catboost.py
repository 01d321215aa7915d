"""CatBoost.

Its documentation ("Parameter tuning") names these. The number of trees is 1000 by
default and not searched.
"""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import integer, log_real

handles = ("catboost.CatBoostClassifier", "catboost.CatBoostRegressor")
# The documentation of CatBoost; get_params lists only what is set. The learning rate
# may be chosen for the data, and is near this one then.
unset = {"depth": 6, "l2_leaf_reg": 3.0, "learning_rate": 0.03}

# A parameter may be set by one of its names only.
OTHER_NAMES = {
    "depth": "max_depth",
    "l2_leaf_reg": "reg_lambda",
    "learning_rate": "eta",
}


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    found = {
        # the documentation of CatBoost: from 4 to 10; fewer are better for few rows
        "depth": integer(2, 10 if data.n_train is None else _most(data.n_train)),
        # Gorishniy et al. (2021), "Revisiting deep learning models for tabular data"
        "l2_leaf_reg": log_real(1.0, 10.0),
        # they search from 1e-5 to 1; a small one needs more than 1000 trees
        "learning_rate": log_real(0.01, 0.3),
    }
    names = estimator.get_params(deep=False)
    others = {name: other for name, other in OTHER_NAMES.items() if other in names}
    return {others.get(name, name): values for name, values in found.items()}


def _most(n: int) -> int:
    """Return a depth at which a leaf has 8 rows on average."""
    return min(10, max(6, n.bit_length() - 3))
