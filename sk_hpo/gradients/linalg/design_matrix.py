"""X with a column of ones for the intercept, which is never formed.

Notation: X of shape (n, p), X~ = [X, 1] of shape (n, q), q = p + 1, or X~ = X without
an intercept; w of shape (q,); d of shape (n,).
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.linalg.systems import Solve, factorised, iterative
from sk_hpo.gradients.types import FloatArray, Matrix

# From here on H is not formed: conjugate gradients take a few products with X.
LARGEST = 1500


class WithOnes:
    """X~.

    Parameters
    ----------
    X : ndarray or CSR matrix of shape (n, p)
    intercept : bool

    Attributes
    ----------
    q : int
    penalised : ndarray of shape (q,)
        1, and 0 at the intercept.
    """

    def __init__(self, X: Matrix, intercept: bool) -> None:
        self.X, self.intercept = X, intercept
        self.q = X.shape[1] + intercept
        self.penalised = np.ones(self.q)
        if intercept:
            self.penalised[-1] = 0.0

    def times(self, w: FloatArray) -> FloatArray:
        """Give X~ w."""
        return np.asarray(self.X @ w[:-1] + w[-1] if self.intercept else self.X @ w)

    def transposed(self, g: FloatArray) -> FloatArray:
        """Give X~' g."""
        product = np.asarray(self.X.T @ g)
        return np.append(product, g.sum()) if self.intercept else product

    def gram(self, d: FloatArray) -> FloatArray:
        """Give X~' diag(d) X~."""
        p = self.X.shape[1]
        H = np.empty((self.q, self.q))
        if isinstance(self.X, np.ndarray):
            # of nonnegative d a symmetric product costs half
            A = self.X * np.sqrt(np.abs(d))[:, None]
            H[:p, :p] = A.T @ A if d.min() >= 0 else (self.X * d[:, None]).T @ self.X
        else:
            H[:p, :p] = (self.X.T @ self.X.multiply(d[:, None]).tocsr()).toarray()
        if self.intercept:
            H[:p, p] = H[p, :p] = self.X.T @ d
            H[p, p] = d.sum()
        return H

    def diagonal(self, d: FloatArray) -> FloatArray:
        """Give the diagonal of that."""
        X = self.X
        squares = X**2 if isinstance(X, np.ndarray) else X.multiply(X)
        diagonal = np.ravel(squares.T @ d)
        return np.append(diagonal, d.sum()) if self.intercept else diagonal

    def system(self, d: FloatArray, penalty: float, tol: float) -> Solve:
        """Solve with X~' diag(d) X~ + penalty I0, to a precision that suits tol."""
        ridge = penalty * self.penalised
        if self.q <= LARGEST:
            H = self.gram(d)
            H.flat[:: self.q + 1] += ridge
            return factorised(H)

        def product(v: FloatArray) -> FloatArray:
            return self.transposed(d * self.times(v)) + ridge * v

        return iterative(product, self.diagonal(d) + ridge, tol)
