"""Kernel PCA: parameters of kernels and solvers that are not chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sklearn.metrics.pairwise import KERNEL_PARAMS

handles = ("sklearn.decomposition.KernelPCA",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    found: set[str] = set()
    takes = KERNEL_PARAMS.get(params["kernel"]) if _is_name(params["kernel"]) else None
    if takes is not None:
        found |= {"gamma", "degree", "coef0", "kernel_params"}.difference(takes)
    if not params["fit_inverse_transform"]:
        found.add("alpha")
    if params["eigen_solver"] == "dense":
        found |= {"tol", "max_iter", "iterated_power", "random_state"}
    return found


def _is_name(kernel: Any) -> bool:
    return isinstance(kernel, str)


def draws(params: Mapping[str, Any], X: Any) -> bool:
    """Whether ``eigen_solver="auto"`` starts at a random vector for these data."""
    if params["eigen_solver"] != "auto":
        return True
    n = X.shape[0]
    k = n if params["n_components"] is None else min(n, params["n_components"])
    return bool(n > 200 and k < 10)


def settle(estimator: Any) -> None:
    """Put right what shows an ignored parameter."""
    gamma = estimator.gamma
    estimator.gamma_ = 1 / estimator.n_features_in_ if gamma is None else gamma
