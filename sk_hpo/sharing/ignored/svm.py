"""Support vector machines: parameters of kernels that are not chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sk_hpo.sharing.identity.kernel_parameters import not_taken

handles = (
    "sklearn.svm.SVC",
    "sklearn.svm.NuSVC",
    "sklearn.svm.SVR",
    "sklearn.svm.NuSVR",
    "sklearn.svm.OneClassSVM",
)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    kernel = params["kernel"]
    found = set(not_taken(kernel)) if isinstance(kernel, str) else set()
    # since 1.8 it is deprecated, and so is its default
    if params.get("probability", False) in (False, "deprecated"):
        found.add("random_state")
    return found


def draws_unused(params: Mapping[str, Any]) -> bool:
    """Whether ``fit`` draws a number even where nothing depends on it."""
    return True
