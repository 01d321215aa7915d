"""Forests.

Not searched is n_estimators: more trees are not worse, but take longer (Probst and
Boulesteix 2018, "To tune or not to tune the number of trees in random forest").
"""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_integer, real

handles = (
    "sklearn.ensemble.ExtraTreesClassifier",
    "sklearn.ensemble.ExtraTreesRegressor",
    "sklearn.ensemble.RandomForestClassifier",
    "sklearn.ensemble.RandomForestRegressor",
)


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    # Binder et al. (2020): from 1 to 100 rows in a leaf; of few rows, at most a tenth
    most = 100 if data.n_train is None else max(2, min(100, data.n_train // 10))
    common = {"min_samples_leaf": log_integer(1, most)}
    own = estimator.max_features
    # Bischl et al. (2023): the share of columns from 0 to 1
    share = {"max_features": real(0.1, 1.0)}
    if isinstance(own, float):
        return [common | share]
    return [common | {"max_features": [own]}, common | share]
