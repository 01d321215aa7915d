"""LightGBM: without a ``random_state`` it has seeds of its own, always the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "lightgbm.LGBMClassifier",
    "lightgbm.LGBMRegressor",
)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    return set()


def draws(params: Mapping[str, Any], X: Any) -> bool:
    """Whether a random number is drawn from the global state."""
    return False
