"""Simple imputation: a value to fill in that is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = ("sklearn.impute.SimpleImputer",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    return set() if params["strategy"] == "constant" else {"fill_value"}
