"""Truncated SVD: parameters of the algorithm that is not chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = ("sklearn.decomposition.TruncatedSVD",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    if params["algorithm"] == "randomized":
        return {"tol"}
    return {"n_iter", "n_oversamples", "power_iteration_normalizer"}
