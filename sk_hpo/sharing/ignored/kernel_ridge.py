"""Kernel ridge regression: parameters of kernels that are not chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = ("sklearn.kernel_ridge.KernelRidge",)

# What each kernel takes of gamma, degree and coef0.
TAKES: dict[str, set[str]] = {
    "linear": set(),
    "cosine": set(),
    "additive_chi2": set(),
    "rbf": {"gamma"},
    "laplacian": {"gamma"},
    "chi2": {"gamma"},
    "sigmoid": {"gamma", "coef0"},
}


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    kernel = params["kernel"]
    names = {"gamma", "degree", "coef0"}
    if not isinstance(kernel, str):
        return names  # a callable has kernel_params
    return {*names.difference(TAKES.get(kernel, names)), "kernel_params"}
