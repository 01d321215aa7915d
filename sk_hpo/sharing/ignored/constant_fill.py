"""Simple imputation: fill_value has no influence unless the strategy is constant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = ("sklearn.impute.SimpleImputer",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    return set() if params["strategy"] == "constant" else {"fill_value"}
