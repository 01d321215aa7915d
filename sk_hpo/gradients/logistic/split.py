"""Logistic regression on one split, as an inner map.

Notation as in ``equations.py``; g of the shape of u the derivative of the criterion.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.data.splits import Rows
from sk_hpo.gradients.inner.newton_map import NewtonMap
from sk_hpo.gradients.linalg.arrays import outer
from sk_hpo.gradients.linalg.design_matrix import DesignMatrix
from sk_hpo.gradients.linalg.systems import Solve
from sk_hpo.gradients.logistic.equations import Equations, Local, Solver
from sk_hpo.gradients.types import FloatArray, Theta


class LogisticMap(NewtonMap[Local]):
    """The inner map of one split.

    Parameters
    ----------
    equations : Equations
    test : Rows
        With y of the shape of u.
    smooth, sparse : Solver
        The solvers without an L1 penalty and with one.
    """

    def __init__(
        self, equations: Equations, test: Rows, smooth: Solver, sparse: Solver
    ) -> None:
        self.equations = equations
        self.smooth, self.sparse = smooth, sparse
        self.X_test = DesignMatrix(test.X, equations.X.constant)
        self.y_test, self.s_test = test.y, test.s

    def evaluated(self, w: FloatArray, theta: Theta) -> Local:
        return self.equations.at(w, theta)

    def system(self, here: Local, tol: float) -> Solve:
        return self._solver(here.rho).system(here, tol)

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        solver = self._solver(self.equations.rho(theta))
        return self.remember(theta, *solver.fit(theta, start, tol))

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        here = self.at(w, theta)
        strength = here.rho * self.equations.D1
        # where w = 0, the least of the subgradients
        at_zero = np.sign(here.slope) * np.maximum(np.abs(here.slope) - strength, 0)
        return np.where(w != 0, here.slope + strength * np.sign(w), at_zero)

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        if name == "C":
            return self.at(w, theta).loss_slope
        return np.asarray(self.equations.D1 * np.sign(w) - self.equations.D2 * w)

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self.X_test.times(w)

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        return self.X_test.transposed(g)

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        here, X = self.at(w, theta), self.equations.X
        bent = self.equations.loss.bend(here.P, X.times(q))
        q, w = q[..., : X.p].T, w[..., : X.p].T
        return -here.C * (outer(here.slopes, q) + outer(bent, w)), outer(g, w)

    def _solver(self, rho: float) -> Solver:
        return self.sparse if rho > 0 else self.smooth
