"""Logistic regression on one fold, as an inner map.

Notation as in ``equations.py``; g of the shape of u the derivative of the criterion.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.gradients.data.folds import Rows
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linalg.systems import Solve
from sk_hpo.gradients.logistic.equations import Equations, Local, Solver
from sk_hpo.gradients.logistic.table import Table
from sk_hpo.gradients.types import FloatArray, Theta


class LogisticMap(InnerMap):
    """One fold.

    Parameters
    ----------
    equations : Equations
    test : Rows
        With y of the shape of u.
    smooth, sparse : Solver
        Without an L1 penalty, and with one.
    """

    def __init__(
        self, equations: Equations, test: Rows, smooth: Solver, sparse: Solver
    ) -> None:
        self.equations = equations
        self.smooth, self.sparse = smooth, sparse
        self.test = Table(test.X, equations.table.intercept)
        self.y_test, self.s_test = test.y, test.s
        self._last: tuple[Theta, Local] | None = None
        self._solve: Solve | None = None

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        here, self._solve = self._solver(theta).fit(theta, start, tol)
        self._last = dict(theta), here
        return here.w

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        here = self._at(w, theta)
        if self._last is None or here is not self._last[1] or self._solve is None:
            self._last = dict(theta), here
            self._solve = self._solver(theta).system(here, tol)
        return self._solve(c)

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        here = self._at(w, theta)
        strength = here.rho * self.equations.D1
        # of w = 0 the one of its subgradients that is least
        at_zero = np.sign(here.G) * np.maximum(np.abs(here.G) - strength, 0)
        return np.where(w != 0, here.G + strength * np.sign(w), at_zero)

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        if name == "C":
            return self._at(w, theta).slope
        return np.asarray(self.equations.D1 * np.sign(w) - self.equations.D2 * w)

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self.test.responses(w)

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        return self.test.transposed(g)

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        here, p = self._at(w, theta), self.equations.table.p
        bent = self.equations.loss.bend(here.P, self.equations.table.responses(q))
        G_train = _outer(here.slopes, q[..., :p]) + _outer(bent, w[..., :p])
        return -here.C * G_train, _outer(g, w[..., :p])

    def from_fitted(self, estimator: Any) -> FloatArray:
        w = np.asarray(estimator.coef_, dtype=np.float64)
        if self.equations.table.intercept:
            b = np.broadcast_to(estimator.intercept_, len(w))
            w = np.column_stack([w, b])
        return w.reshape(self.equations.shape)

    def _solver(self, theta: Theta) -> Solver:
        return self.sparse if self.equations.rho(theta) > 0 else self.smooth

    def _at(self, w: FloatArray, theta: Theta) -> Local:
        if self._last is not None:
            known, here = self._last
            if here.w is w and known == theta:
                return here
        return self.equations.at(w, theta)


def _outer(g: FloatArray, w: FloatArray) -> FloatArray:
    return np.outer(g, w) if g.ndim == 1 else g @ w
