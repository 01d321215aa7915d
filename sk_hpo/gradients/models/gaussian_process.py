"""Gaussian process regression with a fixed kernel, which is kernel ridge regression.

Notation: X of shape (n, p) the rows of all splits, or of one; K(X) of shape (n, n) with
the noise of a WhiteKernel on its diagonal; v a parameter of the kernel. scikit-learn's
kernels compute dK/dlog v. The equations are those of ``kernels/ridge.py``: alpha is a
noise that is added to the diagonal, and with normalize_y the targets of each split are
centred and scaled first.
"""

from __future__ import annotations

from functools import partial
from numbers import Real
from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.gaussian_process.kernels import RBF

from sk_hpo.gradients.data.splits import Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.kernels.matrix import Gram
from sk_hpo.gradients.kernels.ridge import kernel_maps
from sk_hpo.gradients.kernels.sklearn_objects import inputs_vjp
from sk_hpo.gradients.types import FloatArray, Matrix, Theta
from sk_hpo.registry import is_exactly

handles = ("sklearn.gaussian_process.GaussianProcessRegressor",)
RESPONSE = "prediction"
STEP_COST = 0.35

PREFIX = "kernel__"
# Its derivative is a difference quotient of few digits.
NUMERICAL = "sklearn.gaussian_process.kernels.PairwiseKernel"
# A kernel has derivatives in its parameters with bounds, whichever they are.
BOUNDS = (1e-5, 1e5)


def parameters(estimator: Any) -> dict[str, int]:
    """Return the noise and the kernel's parameters that are single numbers."""
    numbers = {PREFIX + name: 0 for name in _numbers(estimator.kernel)}
    return {"alpha": 1, **numbers}


def declines(estimator: Any) -> str | None:
    """Return why the settings are not supported."""
    if estimator.optimizer is not None:
        return "GaussianProcessRegressor is supported with optimizer=None only"
    if not isinstance(estimator.alpha, Real):
        return "GaussianProcessRegressor needs a single alpha, not one per row"
    return None


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Prepare the kernel matrices."""
    splits.reject_sparse_and_weights("GaussianProcessRegressor")
    gram_of = partial(_OfKernel, estimator.kernel)
    return kernel_maps(splits, gram_of, scaled=bool(estimator.normalize_y))


class _OfKernel(Gram):
    """The matrix of a kernel object of scikit-learn; None is an RBF of length 1."""

    def __init__(self, kernel: Any, X: Matrix) -> None:
        super().__init__()
        self.kernel, self.X = kernel, X

    def key(self, theta: Theta) -> tuple[float, ...]:
        return tuple(v for name, v in theta.items() if name.startswith(PREFIX))

    def compute(self, known: dict[str, FloatArray], name: str, theta: Theta) -> None:
        own, X = _own(theta), self.X
        if self.kernel is None:
            squares = (X**2).sum(axis=1)
            D = np.maximum(np.add.outer(squares, squares) - 2 * X @ X.T, 0)
            np.fill_diagonal(D, 0)
            known[""] = np.exp(-D / 2)
            return
        if not own:
            known[""] = np.asarray(self.kernel(X))
            return
        kernel = _moving(self.kernel, own)
        known[""], slopes = kernel(X, eval_gradient=True)
        moving = [h.name for h in kernel.hyperparameters if not h.fixed]
        for k, key in enumerate(moving):
            known[PREFIX + key] = np.ascontiguousarray(slopes[:, :, k]) / own[key]

    def inputs_vjp(self, P: FloatArray, theta: Theta) -> FloatArray:
        kernel = _moving(self.kernel or RBF(), _own(theta))
        return inputs_vjp(kernel, P + P.T, self.X)


def _own(theta: Theta) -> dict[str, float]:
    """Return the kernel's parameters, without the prefix."""
    return {
        name.removeprefix(PREFIX): v
        for name, v in theta.items()
        if name.startswith(PREFIX)
    }


def _moving(kernel: Any, values: dict[str, float]) -> Any:
    """Return a kernel with these values, and derivatives in these only."""
    bounds = {
        f"{h.name}_bounds": BOUNDS if h.name in values else "fixed"
        for h in kernel.hyperparameters
    }
    return clone(kernel).set_params(**bounds, **values)


def _numbers(kernel: Any) -> list[str]:
    """Return the names of a kernel's parameters that are single numbers."""
    if kernel is None:
        return []
    parts = {"": kernel, **kernel.get_params()}
    return [
        h.name
        for h in kernel.hyperparameters
        if h.n_elements == 1
        and not is_exactly(parts.get(h.name.rpartition("__")[0]), NUMERICAL)
    ]
