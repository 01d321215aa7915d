"""Derivatives in X of scikit-learn's kernels of Gaussian processes.

Notation: X of shape (n, p), K of shape (n, n) with the kernel of rows i and j as K_ij,
S of shape (n, n) symmetric, with sum_j S_ij dk(x_i, x_j)/dx_i the rows of what is asked
for, as in ``kernels/functions.py``. Z = X / l with a length l for all columns or one
each, D_ij = |z_i - z_j|^2, t = sqrt(2 nu D), K_nu a Bessel function:

    RBF                 k = exp(-D / 2)               dk/dD = -k / 2
    Matern              k = c t^nu K_nu(t)            dk/dD = -c nu t^(nu-1) K_nu-1(t)
                        c = 2^(1-nu) / Gamma(nu)
    RationalQuadratic   k = (1 + D / 2a)^-a           dk/dD = -(1 + D / 2a)^(-a-1) / 2

and of the distances r_ij = |x_i - x_j|, with the period P,

    ExpSineSquared      k = exp(-2 sin(pi r / P)^2 / l^2)
                        dk/d(r^2) = -k pi sin(2 pi r / P) / (r P l^2)

Where a kernel has a kink at D = 0, rows that coincide have no derivative.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.special import gamma, kv
from sklearn.metrics.pairwise import euclidean_distances

from sk_hpo.gradients.kernels.functions import of_products, of_squared_distances
from sk_hpo.gradients.types import FloatArray, NotDifferentiableError
from sk_hpo.registry import is_exactly

# (kernel, S, X) -> dX
Rule = Callable[[Any, FloatArray, FloatArray], FloatArray]


def inputs_vjp(kernel: Any, S: FloatArray, X: FloatArray) -> FloatArray:
    """Compute dX.

    Parameters
    ----------
    kernel : Kernel
        A kernel of ``sklearn.gaussian_process.kernels``.
    S : ndarray of shape (n, n)
    X : ndarray of shape (n, p)

    Returns
    -------
    ndarray of shape (n, p)

    Raises
    ------
    NotDifferentiableError
        If the kernel, or a part of it, has no rule.
    """
    for name, rule in RULES.items():
        if is_exactly(kernel, f"sklearn.gaussian_process.kernels.{name}"):
            return rule(kernel, S, X)
    raise NotDifferentiableError(
        f"{type(kernel).__name__} has no known derivative in X"
    )


def _nothing(kernel: Any, S: FloatArray, X: FloatArray) -> FloatArray:
    return np.zeros_like(X)


def _sum(kernel: Any, S: FloatArray, X: FloatArray) -> FloatArray:
    return inputs_vjp(kernel.k1, S, X) + inputs_vjp(kernel.k2, S, X)


def _product(kernel: Any, S: FloatArray, X: FloatArray) -> FloatArray:
    of_first = inputs_vjp(kernel.k1, S * kernel.k2(X), X)
    return of_first + inputs_vjp(kernel.k2, S * kernel.k1(X), X)


def _power(kernel: Any, S: FloatArray, X: FloatArray) -> FloatArray:
    p = kernel.exponent
    return inputs_vjp(kernel.kernel, S * p * kernel.kernel(X) ** (p - 1), X)


def _stationary(slope: Callable[[Any, FloatArray], FloatArray]) -> Rule:
    """Make the rule of a kernel from its dk/dD."""

    def rule(kernel: Any, S: FloatArray, X: FloatArray) -> FloatArray:
        Z = X / kernel.length_scale
        D = euclidean_distances(Z, squared=True)
        dZ = of_squared_distances(S * slope(kernel, D), Z)
        return np.asarray(dZ / kernel.length_scale)

    return rule


def _gaussian(kernel: Any, D: FloatArray) -> FloatArray:
    return np.asarray(-np.exp(-D / 2) / 2)


def _matern(kernel: Any, D: FloatArray) -> FloatArray:
    nu = kernel.nu
    if nu == np.inf:
        return _gaussian(kernel, D)
    apart = D > 0
    t = np.sqrt(2 * nu * np.where(apart, D, 1.0))
    slope = -(2 ** (1 - nu)) / gamma(nu) * nu * t ** (nu - 1) * kv(nu - 1, t)
    return np.where(apart, slope, -nu / (2 * (nu - 1)) if nu > 1 else 0.0)


def _rational(kernel: Any, D: FloatArray) -> FloatArray:
    a = kernel.alpha
    return np.asarray(-((1 + D / (2 * a)) ** (-a - 1)) / 2)


def _periodic(kernel: Any, S: FloatArray, X: FloatArray) -> FloatArray:
    r, P = euclidean_distances(X), kernel.periodicity
    # numpy's sinc(x) is sin(pi x) / (pi x)
    slope = -2 * np.sinc(2 * r / P) * (np.pi / (P * kernel.length_scale)) ** 2
    return of_squared_distances(S * slope * kernel(X), X)


# By the names of their classes.
RULES: Mapping[str, Rule] = {
    "ConstantKernel": _nothing,
    "DotProduct": lambda kernel, S, X: of_products(S, X),
    "ExpSineSquared": _periodic,
    "Exponentiation": _power,
    "Matern": _stationary(_matern),
    "Product": _product,
    "RBF": _stationary(_gaussian),
    "RationalQuadratic": _stationary(_rational),
    "Sum": _sum,
    "WhiteKernel": _nothing,
}
