"""Least angle regression: random_state has no influence without jitter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.linear_model.Lars",
    "sklearn.linear_model.LassoLars",
)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    return {"random_state"} if params["jitter"] is None else set()
