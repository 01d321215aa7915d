"""Nearest neighbours: leaf_size is for trees, p for Minkowski metrics alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.neighbors.KNeighborsClassifier",
    "sklearn.neighbors.KNeighborsRegressor",
    "sklearn.neighbors.KNeighborsTransformer",
    "sklearn.neighbors.LocalOutlierFactor",
    "sklearn.neighbors.NearestNeighbors",
    "sklearn.neighbors.RadiusNeighborsClassifier",
    "sklearn.neighbors.RadiusNeighborsRegressor",
    "sklearn.neighbors.RadiusNeighborsTransformer",
)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    found: set[str] = set()
    if params["algorithm"] == "brute":
        found.add("leaf_size")
    metric = params["metric"]
    # metric_params may have a p too, and then a warning depends on this one
    if (
        isinstance(metric, str)
        and metric != "minkowski"
        and not params["metric_params"]
    ):
        found.add("p")
    return found
