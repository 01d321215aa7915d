"""Coordinate descent: random_state has no influence if selection is cyclic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.linear_model.ElasticNet",
    "sklearn.linear_model.ElasticNetCV",
    "sklearn.linear_model.Lasso",
    "sklearn.linear_model.LassoCV",
    "sklearn.linear_model.MultiTaskElasticNet",
    "sklearn.linear_model.MultiTaskElasticNetCV",
    "sklearn.linear_model.MultiTaskLasso",
    "sklearn.linear_model.MultiTaskLassoCV",
)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    return {"random_state"} if params["selection"] == "cyclic" else set()


def draws_unused(params: Mapping[str, Any]) -> bool:
    """Whether ``fit`` draws a number even where nothing depends on it."""
    return True
