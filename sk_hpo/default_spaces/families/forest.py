"""Forests.

The size of the leaves and the number of columns matter most (van Rijn and Hutter 2018,
"Hyperparameter importance across datasets"), then the number of rows (Probst et al.
2019). Not searched is n_estimators: more trees are not worse, but take longer (Probst
and Boulesteix 2018, "To tune or not to tune the number of trees in random forest").
"""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.column_shares import column_shares
from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.leaf_sizes import leaf_sizes
from sk_hpo.default_spaces.ranges import real
from sk_hpo.space.plain_values import is_integer

handles = (
    "sklearn.ensemble.ExtraTreesClassifier",
    "sklearn.ensemble.ExtraTreesRegressor",
    "sklearn.ensemble.RandomForestClassifier",
    "sklearn.ensemble.RandomForestRegressor",
)
unset = {"max_features": 1.0, "max_samples": 1.0}


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    # Binder et al. (2020): from 1 to 100 rows
    common: dict[str, Any] = {"min_samples_leaf": leaf_sizes(data)}
    if estimator.bootstrap and not is_integer(estimator.max_samples):
        # Bischl et al. (2023)
        common["max_samples"] = real(0.1, 1.0)
    return [common | one for one in column_shares(estimator, data)]
