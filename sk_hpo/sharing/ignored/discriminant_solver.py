"""Linear discriminants: tol and store_covariance are for the svd solver alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = ("sklearn.discriminant_analysis.LinearDiscriminantAnalysis",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    return set() if params["solver"] == "svd" else {"store_covariance", "tol"}
