"""Nearest neighbours."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import kept_or, log_integer

handles = (
    "sklearn.neighbors.KNeighborsClassifier",
    "sklearn.neighbors.KNeighborsRegressor",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # Bischl et al. (2023): from 1 to 50 on a log scale
    most = 50 if data.n_train is None else max(1, min(50, data.n_train // 2))
    found: dict[str, Any] = {
        "n_neighbors": log_integer(1, most),
        "weights": kept_or(estimator, "weights", ["distance"]),
    }
    if estimator.metric == "minkowski":
        # Feurer et al. (2015), the spaces of auto-sklearn: 1 or 2; others are slow
        found["p"] = kept_or(estimator, "p", [1])
    return found
