"""Means of similar columns."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.components import components
from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import is_default, kept_or

handles = ("sklearn.cluster.FeatureAgglomeration",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if estimator.n_clusters is None:
        return {}
    # Feurer et al. (2015): from 2 to 400 columns
    found: dict[str, Any] = {"n_clusters": components(data, 400)}
    if is_default(estimator, "connectivity"):
        found["linkage"] = kept_or(estimator, "linkage", ["complete", "average"])
    return found
