"""Kernels of libsvm's estimators, and their settings.

Notation: X of shape (n, p).
"""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Real
from typing import Any

from scipy import sparse

from sk_hpo.gradients.data.splits import Splits
from sk_hpo.gradients.kernels.functions import kernel_of
from sk_hpo.gradients.kernels.matrix import PairwiseGram
from sk_hpo.gradients.kernels.splits import SplitKernel, kernel_named, row_sets
from sk_hpo.gradients.types import Matrix

# The sigmoid is not positive definite, so that the solution is not unique.
SUPPORTED = ("linear", "poly", "precomputed", "rbf")


def declines(estimator: Any) -> str | None:
    """Return why the settings are not supported, or None."""
    name, kernel = type(estimator).__name__, estimator.kernel
    if not isinstance(kernel, str) or kernel not in SUPPORTED:
        return f"{name} with {kernel=} is not supported: only {', '.join(SUPPORTED)}"
    if estimator.max_iter != -1:
        return f"{name} with max_iter={estimator.max_iter} may stop before its optimum"
    return None


def kernels_of(estimator: Any, splits: Splits) -> Iterator[SplitKernel]:
    """Yield the kernel of each split."""
    for rows, pairs in row_sets(splits, shared=2, own=1):
        kernel = kernel_named(estimator.kernel, splits, rows.X)
        gram = PairwiseGram(kernel, rows.X, {})
        for train, test in pairs:
            settings = _settings_of_kernel(estimator, rows.X[train])
            yield SplitKernel(gram, train, test, settings)


def parameters_of_kernel(estimator: Any) -> dict[str, int]:
    """Return the kernel's parameters, but the degree, which is an integer in libsvm."""
    known = kernel_of(estimator)
    taken = {} if known is None else known.parameters
    return {name: sign for name, sign in taken.items() if name != "degree"}


def _settings_of_kernel(estimator: Any, X: Matrix) -> dict[str, float]:
    """Return the kernel's parameters by the estimator's settings.

    Parameters
    ----------
    estimator : estimator
    X : ndarray or CSR matrix of shape (n, p)
        The training rows, on which "scale" and "auto" depend.
    """
    settings = {"degree": float(estimator.degree), "coef0": float(estimator.coef0)}
    gamma = estimator.gamma
    if isinstance(gamma, Real):
        settings["gamma"] = float(gamma)
    elif gamma == "scale":
        variance = _variance(X)
        settings["gamma"] = 1 / (X.shape[1] * variance) if variance != 0 else 1.0
    else:
        settings["gamma"] = 1 / X.shape[1]
    return settings


def _variance(X: Matrix) -> float:
    if sparse.issparse(X):
        return float(X.multiply(X).mean() - X.mean() ** 2)
    return float(X.var())
