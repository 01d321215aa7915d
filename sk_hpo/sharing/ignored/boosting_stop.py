"""Gradient boosting: what is for early stopping, or for losses that are not chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.ensemble.GradientBoostingClassifier",
    "sklearn.ensemble.GradientBoostingRegressor",
)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    found: set[str] = set()
    if params["n_iter_no_change"] is None:
        found |= {"validation_fraction", "tol"}
    if "alpha" in params and params["loss"] not in ("huber", "quantile"):
        found.add("alpha")
    return found
