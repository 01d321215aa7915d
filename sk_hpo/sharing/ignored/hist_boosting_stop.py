"""Histogram gradient boosting: what is for early stopping alone, or for quantiles.

A seed is drawn from the global random state by every fit, and used if rows are set
aside for early stopping or sampled for binning, or if columns are sampled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.ensemble.HistGradientBoostingClassifier",
    "sklearn.ensemble.HistGradientBoostingRegressor",
)

STOPS_FROM = 10_000  # early_stopping="auto" stops early if there are more rows
BINS_FROM = 200_000  # bins are found from a sample if there are more rows


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    found: set[str] = set()
    if params["early_stopping"] is False:
        found |= {"n_iter_no_change", "scoring", "tol"}
        if params["validation_fraction"] is not None:
            found.add("validation_fraction")
    if "quantile" in params and params["loss"] != "quantile":
        found.add("quantile")
    return found


def draws(params: Mapping[str, Any], X: Any) -> bool:
    """Whether a random number is drawn that is used."""
    n = X.shape[0]
    stops = params["early_stopping"]
    if stops == "auto":
        stops = n > STOPS_FROM
    return bool(stops) or params["max_features"] < 1.0 or n > BINS_FROM


def draws_unused(params: Mapping[str, Any]) -> bool:
    """Whether ``fit`` draws a number even where nothing depends on it."""
    return True
