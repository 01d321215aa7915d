"""Kernel ridge regression: its equations are those of ``kernels/ridge.py``.

Notation: X of shape (n, p) the rows of all splits, or of one; K(X) of shape (n, n).
"""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from sk_hpo._compat.sklearn_linear_model import kernel as kernel_matrix
from sk_hpo.gradients.data.splits import Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.kernels.functions import KERNELS, kernel_of
from sk_hpo.gradients.kernels.matrix import Gram, PairwiseGram
from sk_hpo.gradients.kernels.ridge import kernel_maps
from sk_hpo.gradients.kernels.splits import kernel_named
from sk_hpo.gradients.types import FloatArray, Matrix, Theta

handles = ("sklearn.kernel_ridge.KernelRidge",)
RESPONSE = "prediction"
STEP_COST = 0.35


def parameters(estimator: Any) -> dict[str, int]:
    """Return the penalty and the kernel's parameters."""
    kernel = kernel_of(estimator)
    return {"alpha": 1, **({} if kernel is None else kernel.parameters)}


def declines(estimator: Any) -> str | None:
    """Return why the settings are not supported."""
    if isinstance(estimator.kernel, str) and estimator.kernel not in KERNELS:
        return f"KernelRidge with kernel={estimator.kernel!r} is not supported"
    if not isinstance(estimator.alpha, Real):
        return "KernelRidge needs a single alpha, not one per target"
    return None


def passes_inputs(estimator: Any) -> bool:
    """Return whether the kernel has a derivative in X."""
    return kernel_of(estimator) is not None and estimator.kernel != "precomputed"


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Compute distances or inner products, once for splits of one matrix."""

    def gram_of(X: Matrix) -> Gram:
        if not isinstance(estimator.kernel, str):
            return _Callable(estimator, X)
        kernel = kernel_named(estimator.kernel, splits, X)
        settings = {name: getattr(estimator, name) for name in ("coef0", "degree")}
        gamma = estimator.gamma
        if gamma is None:
            gamma = kernel.default_gamma or 1.0 / X.shape[1]
        return PairwiseGram(kernel, X, settings | {"gamma": gamma})

    return kernel_maps(splits, gram_of)


class _Callable(Gram):
    """The matrix of a user's kernel function."""

    def __init__(self, estimator: Any, X: Matrix) -> None:
        super().__init__()
        self.K = np.asarray(kernel_matrix(estimator, X), dtype=np.float64)

    def key(self, theta: Theta) -> tuple[float, ...]:
        return ()

    def compute(self, known: dict[str, FloatArray], name: str, theta: Theta) -> None:
        known[""] = self.K
