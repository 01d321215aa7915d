"""The columns that coefficients belong to.

Notation: n rows, p columns of X, q = p + 1 with an intercept, else p; X~ = [X, 1] of
shape (n, q); w of shape (q,), or (K, q) for K classes; u = X~ w' of shape (n,) or
(n, K).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy import sparse

from sk_hpo.gradients.logistic.losses import Loss
from sk_hpo.gradients.types import BoolArray, FloatArray, Matrix


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
        parts = [self.columns(row) for row in rows]
        if len(rows) == 1:
            return gram(parts[0], loss.curvature(P, 0, 0))
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

    def columns(self, active: BoolArray) -> Matrix:
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


def gram(X: Matrix, d: FloatArray) -> FloatArray:
    """Give X' diag(d) X."""
    A = _scaled(np.sqrt(d), X)
    return _dense(A.T @ A)


def _scaled(d: FloatArray, X: Matrix) -> Matrix:
    if isinstance(X, np.ndarray):
        return d[:, None] * X
    return sparse.csr_matrix(sparse.diags(d) @ X)


def _dense(product: Matrix) -> FloatArray:
    return np.asarray(product.toarray() if sparse.issparse(product) else product)
