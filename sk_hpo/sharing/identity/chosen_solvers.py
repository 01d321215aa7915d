"""The solvers that decompositions choose if their parameter is "auto".

Some of them draw random numbers, and some find only the components they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def pca_solver(params: Mapping[str, Any], n: int, p: int, *, sparse: bool) -> str:
    """Return the solver that a PCA chooses for n rows and p columns."""
    if params["svd_solver"] != "auto":
        return str(params["svd_solver"])
    if sparse:
        return "arpack"
    if p <= 1000 and n >= 10 * p:
        return "covariance_eigh"
    k = params["n_components"]
    if max(n, p) <= 500 or k is None or k == "mle" or not 1 <= k < 0.8 * min(n, p):
        return "full"
    return "randomized"


def kernel_pca_solver(params: Mapping[str, Any], n: int) -> str:
    """Return the solver that a KernelPCA chooses for n rows."""
    if params["eigen_solver"] != "auto":
        return str(params["eigen_solver"])
    k = n if params["n_components"] is None else min(n, params["n_components"])
    return "arpack" if n > 200 and k < 10 else "dense"
