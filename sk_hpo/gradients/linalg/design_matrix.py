"""The design matrix X~ of a linear model: X and a constant column for the intercept.

Notation: X of shape (n, p); X~ = [X, c] of shape (n, q), q = p + 1, with a constant
column of value c, or X~ = X without an intercept (c = 0); d of shape (n,); w of shape
(q,), or (K, q) for K responses of a row. X~ is not formed, except for `hessian`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from scipy import sparse

from sk_hpo.gradients.linalg.arrays import dense, scale_rows, weighted_gram
from sk_hpo.gradients.linalg.systems import Solve, factorised, iterative
from sk_hpo.gradients.types import BoolArray, FloatArray, IntArray, Matrix

# Larger systems are solved by conjugate gradients, which take a few products with X~.
LARGEST = 1500


class DesignMatrix:
    """The design matrix X~, which is not formed.

    Parameters
    ----------
    X : ndarray or CSR matrix of shape (n, p)
    constant : float
        c.

    Attributes
    ----------
    n, p, q : int
    penalised : ndarray of shape (q,)
        1, and 0 at the intercept.
    """

    def __init__(self, X: Matrix, constant: float) -> None:
        self.X, self.constant = X, float(constant)
        self.n, self.p = X.shape
        self.q = self.p + bool(constant)
        self.penalised = np.where(np.arange(self.q) < self.p, 1.0, 0.0)
        self._by_column: Matrix | None = None

    def times(self, w: FloatArray) -> FloatArray:
        """Compute X~ w', of shape (n,) or (n, K)."""
        if not self.constant:
            return np.asarray(self.X @ w.T)
        return np.asarray(self.X @ w[..., :-1].T + self.constant * w[..., -1])

    def transposed(self, g: FloatArray) -> FloatArray:
        """Compute g' X~, of shape (q,) or (K, q), for g of shape (n,) or (n, K)."""
        product = np.asarray(self.X.T @ g).T
        if not self.constant:
            return product
        last = self.constant * g.sum(axis=0)
        return np.concatenate([product, last[..., None]], axis=-1)

    def outer(self, A: IntArray) -> FloatArray:
        """Compute X~_A X~_A' of some rows A."""
        X = self.X[A]
        return dense(X @ X.T) + self.constant**2

    def outer_diagonal(self) -> FloatArray:
        """Compute the diagonal of X~ X~'."""
        return np.ravel(self._squares().sum(axis=1)) + self.constant**2

    def gram(self, d: FloatArray) -> FloatArray:
        """Compute X~' diag(d) X~."""
        some, X, p = np.flatnonzero(d), self.X, self.p
        if len(some) < self.n / 2:
            # a copy of so few rows costs less than products with zeros
            X, d = X[some], d[some]
        H = np.empty((self.q, self.q))
        if isinstance(X, np.ndarray) and (d >= 0).all():
            H[:p, :p] = weighted_gram(X, d)
        else:
            H[:p, :p] = dense(X.T @ scale_rows(d, X))
        if self.constant:
            H[:p, p] = H[p, :p] = self.constant * (X.T @ d)
            H[p, p] = self.constant**2 * d.sum()
        return H

    def gram_diagonal(self, d: FloatArray) -> FloatArray:
        """Compute the diagonal of X~' diag(d) X~."""
        diagonal = np.ravel(self._squares().T @ d)
        last = self.constant**2 * d.sum()
        return np.append(diagonal, last) if self.constant else diagonal

    def system(self, d: FloatArray, ridge: FloatArray | float, tol: float) -> Solve:
        """Solve with X~' diag(d) X~ + diag(ridge), to a precision that suits tol."""
        if self.q <= LARGEST:
            H = self.gram(d)
            H.flat[:: self.q + 1] += ridge
            return factorised(H)

        def product(v: FloatArray) -> FloatArray:
            return self.transposed(d * self.times(v)) + ridge * v

        return iterative(product, self.gram_diagonal(d) + ridge, tol)

    def hessian(
        self, curvature: Callable[[int, int], FloatArray], active: BoolArray
    ) -> FloatArray:
        """Compute the Hessian of a loss of X~ w' in the active coordinates of w.

        Parameters
        ----------
        curvature : callable
            ``curvature(k, l)`` returns the second derivatives of the loss in responses
            k and l of each row, of shape (n,); nonnegative for k = l.
        active : ndarray of bool, of the shape of w

        Returns
        -------
        ndarray of shape (a, a)
            In the order of ``w[active]``.
        """
        rows = np.atleast_2d(active)
        parts = [self.columns(row) for row in rows]
        if len(rows) == 1:
            return weighted_gram(parts[0], curvature(0, 0))
        H = np.empty((int(active.sum()),) * 2)
        ends = np.concatenate([[0], np.cumsum(rows.sum(axis=1))])
        spans = [slice(a, b) for a, b in pairwise(ends.tolist())]
        for k, own in enumerate(spans):
            for other in range(k + 1):
                scaled = scale_rows(curvature(k, other), parts[other])
                block = dense(parts[k].T @ scaled)
                H[own, spans[other]] = block
                H[spans[other], own] = block.T
        return H

    def columns(self, active: BoolArray) -> Matrix:
        """Form the active columns of X~."""
        own = active[: self.p]
        last = np.full((self.n, int(active[self.p :].sum())), self.constant)
        if isinstance(self.X, np.ndarray):
            chosen = self.X if own.all() else self.X[:, own]
            return np.hstack([chosen, last]) if last.size else chosen
        if self._by_column is None:
            self._by_column = self.X.tocsc()
        chosen = self._by_column[:, np.flatnonzero(own)]
        return (sparse.hstack([chosen, last]) if last.size else chosen).tocsr()

    def _squares(self) -> Matrix:
        return self.X.multiply(self.X) if sparse.issparse(self.X) else self.X**2
