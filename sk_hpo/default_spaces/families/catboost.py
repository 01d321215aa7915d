"""CatBoost.

Its documentation ("Parameter tuning") names these. The number of trees is 1000 by
default and not searched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import integer, log_real

handles = ("catboost.CatBoostClassifier", "catboost.CatBoostRegressor")
# the documentation of CatBoost; get_params lists only what is set
unset = {"depth": 6, "l2_leaf_reg": None, "learning_rate": None}


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    names = estimator.get_params(deep=False)
    # the documentation of CatBoost: from 4 to 10; fewer are better for few rows
    depth = {_name("depth", "max_depth", names): integer(2, _most(data.n_train))}
    rate = _name("learning_rate", "eta", names)
    penalty = _name("l2_leaf_reg", "reg_lambda", names)
    found = depth | {
        # Gorishniy et al. (2021), "Revisiting deep learning models for tabular data":
        # from 1 to 10, and from 1e-5 to 1; a small rate needs more than 1000 trees
        penalty: log_real(1.0, 10.0),
        rate: log_real(0.01, 0.3),
    }
    # the rate is chosen for the data if neither is set
    is_set = rate in names or penalty in names
    return [found] if is_set else [depth, found]


def _name(name: str, other: str, names: Mapping[str, Any]) -> str:
    """Return which of its two names a parameter is set by, as only one is allowed."""
    return other if other in names else name


def _most(n: int | None) -> int:
    """Return a depth at which a leaf has 8 rows on average."""
    return 10 if n is None else min(10, max(6, n.bit_length() - 3))
