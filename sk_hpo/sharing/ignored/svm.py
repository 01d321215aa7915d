"""Support vector machines: parameters of kernels that are not chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.svm.SVC",
    "sklearn.svm.NuSVC",
    "sklearn.svm.SVR",
    "sklearn.svm.NuSVR",
)

# What each kernel takes of gamma, degree and coef0.
TAKES = {
    "linear": set(),
    "rbf": {"gamma"},
    "sigmoid": {"gamma", "coef0"},
    "poly": {"gamma", "degree", "coef0"},
}


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    names = {"gamma", "degree", "coef0"}
    found = names - TAKES.get(params["kernel"], names)
    # since 1.8 it is deprecated, and so is its default
    if params.get("probability", False) in (False, "deprecated"):
        found.add("random_state")
    return found
