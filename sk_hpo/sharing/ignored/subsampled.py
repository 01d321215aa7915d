"""Quantiles and bins: random_state has no influence if subsample is None."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.preprocessing.QuantileTransformer",
    "sklearn.preprocessing.KBinsDiscretizer",
)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    found: set[str] = set()
    if params["subsample"] is None:
        found.add("random_state")
    if "quantile_method" in params and params["strategy"] != "quantile":
        found.add("quantile_method")
    return found


def draws(params: Mapping[str, Any], X: Any) -> bool:
    """Whether there are more rows than are used."""
    return params["subsample"] is not None and X.shape[0] > params["subsample"]
