"""Gaussian processes: random_state has no influence unless the optimizer restarts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = ("sklearn.gaussian_process.GaussianProcessRegressor",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    if params["optimizer"] is None:
        return {"n_restarts_optimizer", "random_state"}
    return {"random_state"} if params["n_restarts_optimizer"] == 0 else set()
