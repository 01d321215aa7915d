"""Random projections: eps has no influence unless n_components is auto."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.random_projection.GaussianRandomProjection",
    "sklearn.random_projection.SparseRandomProjection",
)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    return set() if params["n_components"] == "auto" else {"eps"}
