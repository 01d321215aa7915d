"""PCA: only the randomized and the arpack solver draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scipy.sparse import issparse

handles = ("sklearn.decomposition.PCA",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    if params["svd_solver"] in ("full", "covariance_eigh"):
        return {
            "random_state",
            "iterated_power",
            "n_oversamples",
            "power_iteration_normalizer",
            "tol",
        }
    return set()


def draws(params: Mapping[str, Any], X: Any) -> bool:
    """Whether ``svd_solver="auto"`` chooses the randomized solver for these data."""
    if params["svd_solver"] != "auto":
        return True
    n, p = X.shape
    k = params["n_components"]
    if p <= 1000 and n >= 10 * p:
        return False
    if issparse(X):
        return True  # arpack starts at a random vector
    if max(n, p) <= 500 or k == "mle":
        return False
    return k is not None and 1 <= k < 0.8 * min(n, p)
