"""Kernel ridge regression: parameters of kernels that are not chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sk_hpo.sharing.identity.kernel_parameters import PARAMETERS, not_taken

handles = ("sklearn.kernel_ridge.KernelRidge",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    kernel = params["kernel"]
    if not isinstance(kernel, str):
        return set(PARAMETERS)  # a callable has kernel_params
    return {*not_taken(kernel), "kernel_params"}
