"""Linear support vector machines with a loss that is linear beyond the margin.

Notation as in ``svm/linear_map.py``; e is the part of r = T - u beyond epsilon:

    objective  w'w / 2 + C sum max(high e, low e)    e = sgn(r) max(0, |r| - epsilon)

Its dual coefficients beta, between C low and C high, give w = X~' beta. On the free
rows, A, beta is inside its bounds and not 0, and r = epsilon sgn beta; elsewhere it is
C times `fixed`, as in ``svm/dual.py``. With A and `fixed` given,

    K_AA beta_A = T_A - epsilon sgn beta_A - C K_A. fixed,     K = X~ X~'           (1)

The equations are F(w) = w - X~' beta, so that H is the identity.

The partition is found by the method of multipliers on the dual (X. Li, D. Sun, K.-C.
Toh, SIAM J. Optim. 28, 2018): with b(w) the coefficients beta + sigma r, shrunk by
sigma epsilon and clipped to their bounds, w minimises a function with gradient w - X~'
b and curvature I + sigma X~_A' X~_A; then beta = b. After each round (1) is solved; it
ends when no row contradicts the solution.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sk_hpo.gradients.data.splits import Rows
from sk_hpo.gradients.deadline import check_time
from sk_hpo.gradients.linalg.arrays import soft_threshold
from sk_hpo.gradients.linalg.design_matrix import DesignMatrix
from sk_hpo.gradients.linalg.newton import NewtonPoint, newton
from sk_hpo.gradients.linalg.systems import Solve, factorised
from sk_hpo.gradients.svm.dual import Partition
from sk_hpo.gradients.svm.linear_map import LinearMachineMap, Target
from sk_hpo.gradients.types import FloatArray, IntArray, NotDifferentiableError, Theta

# With more columns, fits by liblinear take less time than the equations.
MOST_COLUMNS = 300
# How many free rows are supported.
MOST_FREE = 3000
MOST_ROUNDS, MOST_PARTITIONS = 12, 4
# The tolerance of the first round, as a share; later rounds are more precise.
NEAR, ROUNDING = 1e-4, 1e-16
# The relative difference that is allowed between w from beta and from (1).
MOST_DIFFERENCE = 1e-5
# sigma grows by at most this power of ten, since it multiplies the rounding of r.
MOST_GROWTH = 8


@dataclass(frozen=True)
class _Solution:
    """The fit at one theta."""

    w: FloatArray
    beta: FloatArray
    partition: Partition
    A: IntArray
    solve: Solve  # with K_AA


class LinearLossMap(LinearMachineMap):
    """The inner map of one split and one target.

    Its fits are exact, whatever the tolerance.
    """

    def __init__(self, X: DesignMatrix, target: Target, test: Rows) -> None:
        if X.p > MOST_COLUMNS:
            raise NotDifferentiableError(
                f"a loss that is not squared supports at most {MOST_COLUMNS} columns, "
                f"got {X.p}"
            )
        super().__init__(X, target, test)
        squares = X.outer_diagonal()
        self.step = 1 / np.where(squares > 0, squares, 1.0)
        self._last: tuple[tuple[float, float], _Solution] | None = None

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        return self._solved(theta).w

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        return w - self._solved(theta).w

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        return c

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        """Compute -dw/dv, by the derivative of (1)."""
        here = self._solved(theta)
        if name == "C":
            moved = here.partition.fixed.copy()
            right = -self.X.times(self.X.transposed(moved))
        else:
            moved, right = np.zeros(len(here.beta)), -here.partition.sign
        moved[here.A] = here.solve(right[here.A])
        return -self.X.transposed(moved)

    def by_rows(
        self, q: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        here = self._solved(theta)
        b = np.zeros(len(here.beta))
        b[here.A] = here.solve(self.X.times(q)[here.A])
        return -here.beta, q - self.X.transposed(b), b

    def _solved(self, theta: Theta) -> _Solution:
        key = theta["C"], theta.get("epsilon", 0.0)
        if self._last is None or self._last[0] != key:
            start = np.zeros(self.X.n)
            if self._last is not None:
                start = self._last[1].beta * (key[0] / self._last[0][0])
            self._last = key, self._by_multipliers(start, *key)
        return self._last[1]

    def _by_multipliers(self, beta: FloatArray, C: float, epsilon: float) -> _Solution:
        w = self.X.transposed(beta)
        for k in range(MOST_ROUNDS):
            sigma = 10.0 ** min(k, MOST_GROWTH) * float(np.median(self.step))
            of = _Round(self, beta, C, epsilon, sigma)
            tol = max(100.0**-k * NEAR, ROUNDING)
            here, _ = newton(of.at(w), of.at, of.system, tol, size=_size)
            w, beta = here.w, here.b
            found = self._polished(beta, C, epsilon)
            if found is not None:
                return found
        r = self.T - self.X.times(w)
        # with duplicate rows K_AA is singular, but w is unique
        last = self._of_partition(self._partition(beta, r, C, epsilon), C, epsilon)
        if np.linalg.norm(last.w - w) > MOST_DIFFERENCE * np.linalg.norm(w):
            raise NotDifferentiableError(
                f"the solver did not find the rows at the margin for C={C:g}; scaling "
                "the columns of X may help"
            )
        return last

    def _polished(self, beta: FloatArray, C: float, epsilon: float) -> _Solution | None:
        """Solve (1), and move the rows that contradict it.

        None if no partition is found without contradictions.
        """
        X = self.X
        w, here = X.transposed(beta), None
        for _ in range(MOST_PARTITIONS):
            check_time()
            r = self.T - X.times(w)
            at = self._partition(beta, r, C, epsilon)
            if here is not None and at.is_like(here.partition):
                return here
            if np.count_nonzero(at.free) > X.q:
                return None
            here = self._of_partition(at, C, epsilon)
            w, beta = here.w, here.beta
        return None

    def _partition(
        self, beta: FloatArray, r: FloatArray, C: float, epsilon: float
    ) -> Partition:
        """Find the free rows, by a step of each coefficient to its own optimum."""
        b = soft_threshold(beta + self.step * r, self.step * epsilon) / C
        free = (b > self.low) & (b < self.high) & (b != 0)
        fixed = np.where(free, 0.0, np.clip(b, self.low, self.high))
        return Partition(free, fixed, np.sign(b))

    def _of_partition(self, at: Partition, C: float, epsilon: float) -> _Solution:
        A = np.flatnonzero(at.free)
        if len(A) > MOST_FREE:
            raise NotDifferentiableError(
                f"{len(A)} rows are at the margin: at most {MOST_FREE} are supported"
            )
        beta = C * at.fixed
        solve: Solve = np.zeros_like
        if len(A):
            solve = factorised(self.X.outer(A))
            right = self.T - epsilon * at.sign
            right -= self.X.times(self.X.transposed(beta))
            beta[A] = solve(right[A])
        return _Solution(self.X.transposed(beta), beta, at, A, solve)


@dataclass(frozen=True)
class _Point(NewtonPoint):
    b: FloatArray


def _size(here: _Point) -> float:
    """Compute what the decrement is compared with; the objective may be near 0."""
    return float(here.w @ here.w) + abs(here.objective)


@dataclass(frozen=True)
class _Round:
    """The function of w that is minimised at one beta and sigma."""

    machine: LinearLossMap
    beta: FloatArray
    C: float
    epsilon: float
    sigma: float

    def at(self, w: FloatArray) -> _Point:
        machine, sigma = self.machine, self.sigma
        r = machine.T - machine.X.times(w)
        b = soft_threshold(self.beta + sigma * r, sigma * self.epsilon)
        b = np.clip(b, self.C * machine.low, self.C * machine.high)
        value = b @ r - self.epsilon * np.abs(b).sum()
        value -= ((b - self.beta) ** 2).sum() / (2 * sigma)
        slope = w - machine.X.transposed(b)
        return _Point(w, float(w @ w) / 2 + float(value), slope, b)

    def system(self, here: _Point) -> Solve:
        low, high = self.C * self.machine.low, self.C * self.machine.high
        d = self.sigma * ((here.b > low) & (here.b < high) & (here.b != 0))
        return self.machine.X.system(d, 1.0, 0.0)
