"""Kernel ridge regression: its equations are those of ``kernels/ridge.py``.

Notation: X of shape (n, p) the rows of all folds, or of one; K(X) of shape (n, n).
"""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from sk_hpo._compat.sklearn_linear_model import kernel as kernel_matrix
from sk_hpo.gradients.data.folds import Folds, PartsOfOne
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.kernels.functions import KERNELS, Kernel
from sk_hpo.gradients.kernels.matrix import Gram
from sk_hpo.gradients.kernels.ridge import kernel_maps
from sk_hpo.gradients.types import (
    FloatArray,
    Matrix,
    NotDifferentiableError,
    Response,
    Theta,
)

handles = ("sklearn.kernel_ridge.KernelRidge",)
RESPONSE: Response = "prediction"
SCANS_ALL = False


def parameters(estimator: Any) -> dict[str, int]:
    """Give the penalty and the numbers of the kernel."""
    kernel = _kernel(estimator)
    return {"alpha": 1, **({} if kernel is None else kernel.parameters)}


def declines(estimator: Any) -> str | None:
    """Say why the settings are not served."""
    if isinstance(estimator.kernel, str) and estimator.kernel not in KERNELS:
        return f"KernelRidge with kernel={estimator.kernel!r} is not served"
    if not isinstance(estimator.alpha, Real):
        return "KernelRidge with one alpha a target is not one parameter"
    return None


def passes_inputs(estimator: Any) -> bool:
    """Whether the kernel has a derivative in X."""
    return _kernel(estimator) is not None and estimator.kernel != "precomputed"


def inner_maps(estimator: Any, folds: Folds) -> list[InnerMap]:
    """Compute distances or inner products of all rows, once if they are the same."""

    def gram_of(X: Matrix) -> Gram:
        if estimator.kernel == "precomputed":
            _refuse_parts_of_a_kernel(folds, X)
        kernel = _kernel(estimator)
        if kernel is None:
            return _Callable(estimator, X)
        return _Pairwise(kernel, estimator, X)

    return kernel_maps(folds, gram_of, alpha=float(estimator.alpha))


def _refuse_parts_of_a_kernel(folds: Folds, X: Matrix) -> None:
    """Refuse a kernel matrix of rows that are not those of its columns."""
    whole = folds.rows.X if isinstance(folds, PartsOfOne) else None
    n, p = X.shape
    if X is not whole or n != p:
        raise NotDifferentiableError(
            "kernel='precomputed' is served with a dense square X, no steps before the "
            "model, and folds that test no row that they train on"
        )


def _kernel(estimator: Any) -> Kernel | None:
    """Give the kernel, None if it is the user's own function."""
    return KERNELS.get(estimator.kernel) if isinstance(estimator.kernel, str) else None


class _Pairwise(Gram):
    """A kernel that scikit-learn has a name for."""

    def __init__(self, kernel: Kernel, estimator: Any, X: Matrix) -> None:
        super().__init__()
        self.kernel, self.X = kernel, X
        self.settings = {
            name: getattr(estimator, name) for name in ("gamma", "coef0", "degree")
        }
        if estimator.gamma is None:
            self.settings["gamma"] = kernel.default_gamma or 1.0 / X.shape[1]
        self.base = kernel.base(X)

    def key(self, theta: Theta) -> tuple[float, ...]:
        return tuple(theta[name] for name in self.kernel.parameters if name in theta)

    def computed(self, known: dict[str, FloatArray], name: str, theta: Theta) -> None:
        v = {**self.settings, **theta}
        if "" not in known:
            known[""] = self.kernel.value(self.base, v)
        if name:
            known[name] = self.kernel.slope(name, self.base, known[""], v)

    def inputs_vjp(self, P: FloatArray, theta: Theta) -> FloatArray:
        v = {**self.settings, **theta}
        return self.kernel.inputs_vjp(P + P.T, self.X, self.base, self.value(theta), v)


class _Callable(Gram):
    """A kernel of the user's."""

    def __init__(self, estimator: Any, X: Matrix) -> None:
        super().__init__()
        self.K = np.asarray(kernel_matrix(estimator, X), dtype=np.float64)

    def key(self, theta: Theta) -> tuple[float, ...]:
        return ()

    def computed(self, known: dict[str, FloatArray], name: str, theta: Theta) -> None:
        known[""] = self.K
