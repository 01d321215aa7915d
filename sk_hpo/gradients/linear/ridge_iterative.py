"""Ridge regression by products with X, where it is too large to be decomposed.

Notation: n training rows, m test rows, p columns, s weights of shape (n,); X~ = [X, 1]
of shape (n, q), q = p + 1, or X without an intercept; w of shape (q,), coefficients and
then the intercept, or (q, t) with t targets; I0 the identity with 0 at the intercept,
r = X~ w - y. By hypergradients, (6):

    F = X~' S r + alpha I0 w      H = X~' S X~ + alpha I0      dF/dalpha = I0 w

F is linear in w: a fit is the solution of one system, by conjugate gradients.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.data.splits import Rows
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linalg.arrays import floats, outer, scale_rows
from sk_hpo.gradients.linalg.design_matrix import DesignMatrix
from sk_hpo.gradients.types import FloatArray, Theta


class RidgeByProducts(InnerMap):
    """The inner map of one split.

    Parameters
    ----------
    train, test : Rows
    intercept : bool
    """

    costly = True

    def __init__(self, train: Rows, test: Rows, intercept: bool) -> None:
        self.X, self.X_test = (DesignMatrix(r.X, intercept) for r in (train, test))
        self.y, self.s = floats(train.y), train.weights
        self.y_test, self.s_test = floats(test.y), test.s

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        w = np.zeros((self.X.q, *self.y.shape[1:]))
        if start is not None and start.shape == w.shape:
            w = start
        elif self.X.constant:
            w[-1] = self.s @ self.y / self.s.sum()
        return w - self.hess_solve(self.residual(w, theta), w, theta, tol)

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        penalised = theta["alpha"] * self.cross("alpha", w, theta)
        return self.X.transposed(self._weighed_residual(w)).T + penalised

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        solve = self.X.system(self.s, theta["alpha"] * self.X.penalised, tol)
        if c.ndim == 1:
            return solve(c)
        return np.column_stack([solve(column) for column in c.T])

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        return np.asarray(scale_rows(self.X.penalised, w))

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self.X_test.times(w.T)

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        return self.X_test.transposed(g).T

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        p = self.X.p
        of_train = -outer(self._weighed_residual(w), q[:p])
        of_train -= outer(scale_rows(self.s, self.X.times(q.T)), w[:p])
        return of_train, outer(g, w[:p])

    def _weighed_residual(self, w: FloatArray) -> FloatArray:
        return np.asarray(scale_rows(self.s, self.X.times(w.T) - self.y))
