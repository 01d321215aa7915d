"""Nystroem: gamma, degree, coef0 have no influence on kernels without them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sklearn.metrics.pairwise import KERNEL_PARAMS

handles = ("sklearn.kernel_approximation.Nystroem",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    # a callable, as any other kernel of no name, refuses them
    kernel = params["kernel"]
    takes = KERNEL_PARAMS.get(kernel) if isinstance(kernel, str) else None
    return set() if takes is None else {"gamma", "degree", "coef0"}.difference(takes)
