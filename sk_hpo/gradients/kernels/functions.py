"""Kernels k(x, x') of scikit-learn's pairwise metrics, with their derivatives.

Notation (hypergradients, (19) and (20)): X of shape (n, p), K of shape (n, n) with the
kernel of rows i and j as K_ij; v the parameters gamma, c0 = coef0 and d = degree. Each
kernel is a function of a matrix that does not depend on v and is computed once, of
distances D or of inner products G; with B = gamma G + c0:

    rbf, laplacian, chi2   K = exp(-gamma D)   dK/dgamma = -D K
    polynomial             K = B^d             dK/dgamma = d B^(d-1) G
                                               dK/dc0 = d B^(d-1), dK/dd = K log B
    sigmoid                K = tanh B          dK/dgamma = (1 - K^2) G
                                               dK/dc0 = 1 - K^2
    linear, cosine, additive_chi2              no parameters
    precomputed            K = X

All products and powers here are elementwise. With S of shape (n, n) the derivative of
sum(P K) in one argument of k, S = P + P', the derivative in X has the rows

    dX_i = sum_j S_ij dk(x_i, x_j)/dx_i
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from scipy import sparse
from sklearn.metrics import pairwise

from sk_hpo.gradients.linalg.arrays import dense
from sk_hpo.gradients.types import FloatArray, Matrix, NotDifferentiableError, Theta

Pairwise = Callable[[Matrix], FloatArray]
# (S dk/dD or S dk/dG, X) -> dX
InputsVjp = Callable[[FloatArray, Matrix], FloatArray]


@dataclass(frozen=True)
class Kernel:
    """A kernel without parameters: K is D or G.

    Parameters
    ----------
    of_rows : callable
        Compute D or G.
    vjp : callable
        Compute dX from S dk/dD or S dk/dG.
    default_gamma : float or None
        What gamma=None means; None means 1 / p.

    Attributes
    ----------
    parameters : mapping of str to int
        What the kernel depends on, as in `Model.parameters`.
    """

    of_rows: Pairwise
    vjp: InputsVjp
    default_gamma: float | None = None
    parameters: ClassVar[Mapping[str, int]] = {}

    def base(self, X: Matrix) -> FloatArray:
        """Compute D or G."""
        return dense(self.of_rows(X))

    def value(self, base: FloatArray, v: Theta) -> FloatArray:
        """Compute K."""
        return base

    def slope(self, name: str, base: FloatArray, K: FloatArray, v: Theta) -> FloatArray:
        """Compute dK/dv."""
        raise KeyError(name)

    def inputs_vjp(
        self, S: FloatArray, X: Matrix, base: FloatArray, K: FloatArray, v: Theta
    ) -> FloatArray:
        """Compute dX."""
        return self.vjp(S, X)


class KernelOfGamma(Kernel):
    """A kernel that is a function of t = gamma D, or of t = gamma G + c0."""

    @abstractmethod
    def inner(self, base: FloatArray, K: FloatArray, v: Theta) -> FloatArray:
        """Compute dK/dt."""

    def slope(self, name: str, base: FloatArray, K: FloatArray, v: Theta) -> FloatArray:
        inner = self.inner(base, K, v)
        return inner * base if name == "gamma" else inner

    def inputs_vjp(
        self, S: FloatArray, X: Matrix, base: FloatArray, K: FloatArray, v: Theta
    ) -> FloatArray:
        return self.vjp(v["gamma"] * S * self.inner(base, K, v), X)


class Exponential(KernelOfGamma):
    """exp(-gamma D)."""

    # neither more nor less regularises: both extremes make all rows look the same
    parameters: ClassVar[Mapping[str, int]] = {"gamma": 0}

    def value(self, base: FloatArray, v: Theta) -> FloatArray:
        K = base * -v["gamma"]
        return np.asarray(np.exp(K, out=K))

    def inner(self, base: FloatArray, K: FloatArray, v: Theta) -> FloatArray:
        return -K


class Polynomial(KernelOfGamma):
    """(gamma G + c0)^d."""

    parameters: ClassVar[Mapping[str, int]] = {"gamma": -1, "coef0": 0, "degree": -1}

    def value(self, base: FloatArray, v: Theta) -> FloatArray:
        return np.asarray(_linear(base, v) ** v["degree"])

    def slope(self, name: str, base: FloatArray, K: FloatArray, v: Theta) -> FloatArray:
        if name == "degree":
            return np.asarray(K * np.log(_linear(base, v)))
        return super().slope(name, base, K, v)

    def inner(self, base: FloatArray, K: FloatArray, v: Theta) -> FloatArray:
        d = v["degree"]
        return np.asarray(d * _linear(base, v) ** (d - 1))


class Sigmoid(KernelOfGamma):
    """tanh(gamma G + c0)."""

    parameters: ClassVar[Mapping[str, int]] = {"gamma": 0, "coef0": 0}

    def value(self, base: FloatArray, v: Theta) -> FloatArray:
        return np.asarray(np.tanh(_linear(base, v)))

    def inner(self, base: FloatArray, K: FloatArray, v: Theta) -> FloatArray:
        return np.asarray(1 - K**2)


def _linear(G: FloatArray, v: Theta) -> FloatArray:
    return np.asarray(v["gamma"] * G + v["coef0"])


def of_products(W: FloatArray, X: Matrix) -> FloatArray:
    """Compute dX for W = S dk/dG, G_ij = x_i' x_j."""
    return np.asarray(W @ X)


def of_squared_distances(W: FloatArray, X: Matrix) -> FloatArray:
    """Compute dX for W = S dk/dD, D_ij = sum (x_i - x_j)^2."""
    sums = W.sum(axis=1)
    own = sparse.diags(sums) @ X if sparse.issparse(X) else sums[:, None] * X
    return np.asarray(2 * (dense(own) - W @ X))


def of_absolute_distances(W: FloatArray, X: Matrix) -> FloatArray:
    """Compute dX for W = S dk/dD, D_ij = sum abs(x_i - x_j)."""
    return _by_column(lambda x, y: np.sign(x - y), W, X)


def of_chi_squared(W: FloatArray, X: Matrix) -> FloatArray:
    """Compute dX for W = S dk/dD, D_ij = sum (x_i - x_j)^2 / (x_i + x_j)."""

    def slope(x: FloatArray, y: FloatArray) -> FloatArray:
        total = x + y
        total = np.where(total > 0, total, 1.0)
        return np.asarray((x - y) * (x + 3 * y) / total**2)

    return _by_column(slope, W, X)


def of_cosines(W: FloatArray, X: Matrix) -> FloatArray:
    """Compute dX for W = S dk/dG, G_ij the cosine of the angle of x_i and x_j."""
    norms = np.linalg.norm(dense(X), axis=1, keepdims=True)
    norms = np.where(norms > 0, norms, 1.0)
    unit = dense(X) / norms
    toward = W @ unit
    return np.asarray((toward - unit * (unit * toward).sum(axis=1)[:, None]) / norms)


def kernel_of(estimator: Any) -> Kernel | None:
    """Return an estimator's kernel, or None for a user's function."""
    return KERNELS.get(estimator.kernel) if isinstance(estimator.kernel, str) else None


def _of_nothing(W: FloatArray, X: Matrix) -> FloatArray:
    raise NotDifferentiableError("a precomputed kernel has no derivative in X")


def _by_column(
    slope: Callable[[FloatArray, FloatArray], FloatArray], W: FloatArray, X: Matrix
) -> FloatArray:
    rows = dense(X)
    dX = np.empty_like(rows)
    for j, x in enumerate(rows.T):
        dX[:, j] = (W * slope(x[:, None], x)).sum(axis=1)
    return dX


def _squared(X: Matrix) -> FloatArray:
    return np.asarray(pairwise.euclidean_distances(X, squared=True))


def _chi_squared(X: Matrix) -> FloatArray:
    return -np.asarray(pairwise.additive_chi2_kernel(X))


_POLYNOMIAL = Polynomial(pairwise.linear_kernel, of_products)

# By the names that scikit-learn gives them.
KERNELS: Mapping[str, Kernel] = {
    "additive_chi2": Kernel(
        pairwise.additive_chi2_kernel, lambda S, X: of_chi_squared(-S, X)
    ),
    "chi2": Exponential(_chi_squared, of_chi_squared, default_gamma=1.0),
    "cosine": Kernel(pairwise.cosine_similarity, of_cosines),
    "laplacian": Exponential(pairwise.manhattan_distances, of_absolute_distances),
    "linear": Kernel(pairwise.linear_kernel, of_products),
    "poly": _POLYNOMIAL,
    "polynomial": _POLYNOMIAL,
    "precomputed": Kernel(dense, _of_nothing),
    "rbf": Exponential(_squared, of_squared_distances),
    "sigmoid": Sigmoid(pairwise.linear_kernel, of_products),
}
