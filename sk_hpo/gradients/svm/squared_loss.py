"""Linear support vector machines with a squared loss.

Notation as in ``svm/linear_map.py``; s of shape (n,) weights; e of shape (n,) the part
of u - T that has a loss, with de/du = 1 on the rows A where it is not 0. By
hypergradients, (13):

    objective  w'w / 2 + C sum s e^2
    F     = 2 C X~' (s e) + w
    H     = 2 C X~_A' S X~_A + I
    dF/dC = 2 X~' (s e)                dF/depsilon = -2 C X~' (s sgn e)

The objective is piecewise quadratic: Newton steps end at its minimum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sk_hpo.gradients.inner.newton_map import NewtonMap
from sk_hpo.gradients.linalg import design_matrix
from sk_hpo.gradients.linalg.newton import NewtonPoint
from sk_hpo.gradients.linalg.systems import Solve
from sk_hpo.gradients.svm.linear_map import LinearMachineMap
from sk_hpo.gradients.types import FloatArray, Theta


@dataclass(frozen=True)
class _Local(NewtonPoint):
    """What is known at one w under one theta."""

    C: float
    e: FloatArray


class SquaredLossMap(LinearMachineMap, NewtonMap[_Local]):
    """The inner map of one split and one target."""

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        exact = _in_one_piece if self.X.q <= design_matrix.LARGEST else None
        return self.fit_from(np.zeros(self.X.q), start, theta, tol, exact)

    def evaluated(self, w: FloatArray, theta: Theta) -> _Local:
        C, e = theta["C"], self._part(self.X.times(w), theta)
        se = self._s * e
        F = 2 * C * self.X.transposed(se) + w
        return _Local(w, float(w @ w) / 2 + C * float(se @ e), F, C, e)

    def system(self, here: _Local, tol: float) -> Solve:
        return self.X.system(2 * here.C * self._s * (here.e != 0), 1.0, tol)

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        here = self.at(w, theta)
        if name == "C":
            return (here.slope - w) / here.C
        return 2 * here.C * self.X.transposed(self._s * -np.sign(here.e))

    def by_rows(
        self, q: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        here = self.at(w, theta)
        double = 2 * here.C * self._s
        return double * here.e, q, double * (here.e != 0) * self.X.times(q)

    @property
    def _s(self) -> FloatArray:
        return np.maximum(self.high, -self.low)

    def _part(self, u: FloatArray, theta: Theta) -> FloatArray:
        """Compute e."""
        r = u - self.T
        beyond = np.abs(r) - theta.get("epsilon", 0.0)
        counted = (beyond > 0) & np.where(r > 0, self.low < 0, self.high > 0)
        return np.where(counted, np.sign(r) * beyond, 0.0)


def _in_one_piece(here: _Local, there: _Local, step: FloatArray) -> bool:
    """Return whether a full Newton step has stayed in one quadratic piece."""
    same_piece = np.array_equal(np.sign(here.e), np.sign(there.e))
    return same_piece and np.array_equal(there.w, here.w - step)
