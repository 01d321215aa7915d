"""Distances to the centres of clusters."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_integer

handles = (
    "sklearn.cluster.BisectingKMeans",
    "sklearn.cluster.KMeans",
    "sklearn.cluster.MiniBatchKMeans",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # our choice: Coates and Ng (2012), "Learning feature representations with K-means",
    # have hundreds for images; at least 2 rows in a cluster
    most = 200 if data.n_train is None else max(3, min(200, data.n_train // 2))
    return {"n_clusters": log_integer(2, most)}
