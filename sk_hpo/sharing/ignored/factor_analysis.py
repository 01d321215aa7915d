"""Factor analysis: random_state, iterated_power are for the randomized SVD alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = ("sklearn.decomposition.FactorAnalysis",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    return (
        {"iterated_power", "random_state"}
        if params["svd_method"] == "lapack"
        else set()
    )
