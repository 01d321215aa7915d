"""Coordinates on a curved surface."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.components import components
from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_integer

handles = (
    "sklearn.manifold.Isomap",
    "sklearn.manifold.LocallyLinearEmbedding",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    found: dict[str, Any] = {}
    if getattr(estimator, "method", "standard") in ("standard", "ltsa"):
        # our choice; the documentation has examples with 2 coordinates
        found["n_components"] = components(data, 10)
    if estimator.n_neighbors is not None:
        # our choice: with fewer neighbours than the default the surface falls apart
        most = 30 if data.n_train is None else max(2, min(30, data.n_train - 1))
        found["n_neighbors"] = log_integer(min(5, most), most)
    return found
