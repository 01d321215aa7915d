"""The columns that coefficients belong to, and what preconditions products with them.

Notation: n rows, p columns of X, q = p + 1 with an intercept, else p; X~ = [X, 1] of
shape (n, q); w of shape (q,), or (K, q) for K classes; u = X~ w' of shape (n,) or
(n, K).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import linalg, sparse

from sk_hpo.gradients.arrays import BoolArray, FloatArray, Matrix
from sk_hpo.gradients.logistic.losses import Loss


class Table:
    """X~.

    Parameters
    ----------
    X : ndarray or CSR matrix of shape (n, p)
    intercept : bool
    """

    def __init__(self, X: Matrix, intercept: bool) -> None:
        self.X = X
        self.intercept = intercept
        self.n, self.p = X.shape
        self.q = self.p + intercept
        self._by_column: Matrix | None = None

    def responses(self, w: FloatArray) -> FloatArray:
        """Give u."""
        if not self.intercept:
            return np.asarray(self.X @ w.T)
        return np.asarray(self.X @ w[..., :-1].T + w[..., -1])

    def transposed(self, g: FloatArray) -> FloatArray:
        """Give the sum over the rows of each row of X~ times g, of the shape of w."""
        product = np.asarray(self.X.T @ g).T
        if not self.intercept:
            return product
        return np.concatenate([product, g.sum(axis=0)[..., None]], axis=-1)

    def hessian(self, loss: Loss, P: FloatArray, active: BoolArray) -> FloatArray:
        """Give the second derivative of the loss in those of w that are active.

        Parameters
        ----------
        loss : Loss
        P : ndarray of the shape of u
        active : ndarray of the shape of w

        Returns
        -------
        ndarray of shape (a, a)
            In the order of ``w[active]``.
        """
        rows = np.atleast_2d(active)
        parts = [self._columns(row) for row in rows]
        if len(rows) == 1:
            return _gram(parts[0], loss.curvature(P, 0, 0))
        H = np.empty((int(active.sum()),) * 2)
        ends = np.concatenate([[0], np.cumsum(rows.sum(axis=1))])
        spans = [slice(a, b) for a, b in pairwise(ends.tolist())]
        for k, own in enumerate(spans):
            for other in range(k + 1):
                d = loss.curvature(P, k, other)
                block = _dense(parts[k].T @ _scaled(d, parts[other]))
                H[own, spans[other]] = block
                H[spans[other], own] = block.T
        return H

    def _columns(self, active: BoolArray) -> Matrix:
        """Give the active columns of X~."""
        own = active[: self.p]
        if isinstance(self.X, np.ndarray):
            chosen = self.X if own.all() else self.X[:, own]
            if self.intercept and active[-1]:
                return np.column_stack([chosen, np.ones(self.n)])
            return chosen
        if self._by_column is None:
            self._by_column = self.X.tocsc()
        chosen = self._by_column[:, np.flatnonzero(own)]
        if self.intercept and active[-1]:
            chosen = sparse.hstack([chosen, np.ones((self.n, 1))])
        return chosen.tocsr()


def _gram(X: Matrix, d: FloatArray) -> FloatArray:
    A = _scaled(np.sqrt(d), X)
    return _dense(A.T @ A)


def _scaled(d: FloatArray, X: Matrix) -> Matrix:
    if isinstance(X, np.ndarray):
        return d[:, None] * X
    return sparse.csr_matrix(sparse.diags(d) @ X)


def _dense(product: Matrix) -> FloatArray:
    return np.asarray(product.toarray() if sparse.issparse(product) else product)


# A basis of more columns costs more than what it saves.
MOST_IN_BASIS = 600


@dataclass(frozen=True)
class Metric:
    """What H would be if all rows had the same curvature: a preconditioner.

    With the weighted means mu and the covariance G = Q diag(lam) Q' of the columns, and
    the intercept in the means, it is diagonal up to a rotation: for any penalty and any
    curvature its inverse costs O(K p^2). Where Q is None, lam are the variances.

    Parameters
    ----------
    mu : ndarray of shape (p,)
        Zeros without an intercept.
    lam : ndarray of shape (p,)
    Q : ndarray of shape (p, p) or None
    """

    mu: FloatArray
    lam: FloatArray
    Q: FloatArray | None

    @classmethod
    def of(cls, table: Table, s: FloatArray) -> Metric:
        """Take one fold's rows; they serve for the others as well."""
        X, share = table.X, s / s.sum()
        mean = np.asarray(X.T @ share)
        mu = mean if table.intercept else np.zeros_like(mean)
        if table.p > MOST_IN_BASIS or table.p > table.n:
            squares = X.multiply(X) if sparse.issparse(X) else X**2
            lam = np.ravel(squares.T @ share) - mu**2
            return cls(mu, np.maximum(lam, 0), None)
        G = _gram(X, share) - np.outer(mu, mu)
        lam, Q = linalg.eigh(G, overwrite_a=True, check_finite=False, driver="evd")
        return cls(mu, np.maximum(lam, 0), Q)

    def solve(
        self, c: FloatArray, curvature: FloatArray, penalty: FloatArray
    ) -> FloatArray:
        """Apply the inverse.

        Parameters
        ----------
        c : ndarray of shape (q,) or (K, q)
        curvature : ndarray of shape () or (K,)
            The sum over the rows.
        penalty : ndarray of the shape of c
            The second derivative of the penalty.
        """
        p, intercept = len(self.mu), c.shape[-1] > len(self.mu)
        curvature = np.maximum(curvature, 1e-300)[..., None]
        x = c[..., :p] - self.mu * c[..., p:] if intercept else c
        least = penalty[..., :p].max()
        if self.Q is None:
            x = x / np.maximum(curvature * self.lam + penalty[..., :p], 1e-300)
        else:
            x = (x @ self.Q) / np.maximum(curvature * self.lam + least, 1e-300)
            x = x @ self.Q.T
        if not intercept:
            return np.asarray(x)
        b = c[..., p:] / (curvature + penalty[..., p:]) - (x @ self.mu)[..., None]
        return np.concatenate([x, b], axis=-1)
