"""PCA: what is for other solvers than the one that is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scipy.sparse import issparse

handles = ("sklearn.decomposition.PCA",)


RANDOMIZED = {"iterated_power", "n_oversamples", "power_iteration_normalizer"}
# What each solver has no use for.
UNUSED = {
    "full": {"random_state", "tol", *RANDOMIZED},
    "covariance_eigh": {"random_state", "tol", *RANDOMIZED},
    "arpack": RANDOMIZED,
    "randomized": {"tol"},
}


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    return UNUSED.get(params["svd_solver"], set())


def draws(params: Mapping[str, Any], X: Any) -> bool:
    """Whether ``svd_solver="auto"`` chooses one that draws for these data."""
    if params["svd_solver"] != "auto" or issparse(X):
        return True  # for sparse data it is arpack, which starts at a random vector
    n, p = X.shape
    k = params["n_components"]
    if (p <= 1000 and n >= 10 * p) or max(n, p) <= 500 or k == "mle":
        return False
    return k is not None and 1 <= k < 0.8 * min(n, p)
