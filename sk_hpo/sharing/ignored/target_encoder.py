"""Target encoding: nothing is drawn if shuffle is False."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = ("sklearn.preprocessing.TargetEncoder",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    return set()


def draws(params: Mapping[str, Any], X: Any) -> bool:
    """Whether the folds of ``fit_transform`` are shuffled."""
    return bool(params["shuffle"])
