"""Which of gamma, degree and coef0 scikit-learn's named kernels ignore."""

from __future__ import annotations

from typing import Any

from sklearn.metrics.pairwise import KERNEL_PARAMS

PARAMETERS = frozenset({"gamma", "degree", "coef0"})


def ignored_by_kernel(kernel: Any) -> set[str]:
    """Return the parameters that a kernel ignores: none if it has no known name."""
    takes = KERNEL_PARAMS.get(kernel) if isinstance(kernel, str) else None
    return set() if takes is None else set(PARAMETERS.difference(takes))
