"""Linear models with a loss that grows linearly beyond a margin.

Notation of ``svm/squared_loss.py``: X~ of shape (n, q), w of shape (q,), u = X~ w. With
targets T of shape (n,), numbers or signs of a class, r = T - u, e its part beyond
epsilon, and bounds low <= 0 <= high of shape (n,) that hold the weights of the rows,

    objective  w'w / 2 + C sum max(high e, low e)    e = sgn(r) max(0, |r| - epsilon)

where low or high is 0 if only one side of T counts. Its dual coefficients beta, between
C low and C high, give w = X~' beta. On the free rows, A, beta is inside its bounds and
not 0, and r = epsilon sgn beta; elsewhere it is C times what `fixed` says, as in
``svm/dual.py``, where there is an intercept besides. With A and `fixed` given,

    K_AA beta_A = T_A - epsilon sgn beta_A - C K_A. fixed,     K = X~ X~'           (1)

The equations are F(w) = w - X~' beta, so that H is the identity.

The partition is found by the method of multipliers on the dual (X. Li, D. Sun, K.-C.
Toh, SIAM J. Optim. 28, 2018): with b(w) the coefficients beta + sigma r, shrunk by
sigma epsilon and put into their bounds, w minimises a function with gradient w - X~' b
and curvature I + sigma X~_A' X~_A; then beta = b. After each round (1) is solved, and
all is done when no row contradicts it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from sk_hpo.gradients.deadline import check_time
from sk_hpo.gradients.linalg.systems import Solve, factorised
from sk_hpo.gradients.svm.dual import Machines, Partition
from sk_hpo.gradients.svm.squared_loss import Design, Local
from sk_hpo.gradients.types import FloatArray, IntArray, NotDifferentiableError, Theta

# With more columns liblinear's fits take less time than the equations.
MOST_COLUMNS = 300
# Free rows whose system is solved by a factor.
MOST_FREE = 3000
MOST_ROUNDS, MOST_STEPS, MOST_PARTITIONS = 12, 50, 4
LEAST_STEP = 2.0**-30
# To what share of it the objective of the first round falls; later rounds are nearer.
NEAR, ROUNDING = 1e-4, 1e-16
# How far, as a share, the two ways to w may be apart.
UNSURE = 1e-5
# A greater sigma multiplies the rounding of r: the power of ten by which it grows.
MOST_GROWTH = 8


class LinearLoss(ABC):
    """A target and which of its sides count."""

    T: FloatArray

    @abstractmethod
    def bounds(self, s: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Give low and high."""

    def epsilon(self, theta: Theta) -> float:
        """Give how far off costs nothing."""
        return 0.0


@dataclass(frozen=True)
class _Solution:
    """The fit at one theta."""

    w: FloatArray
    beta: FloatArray
    partition: Partition
    A: IntArray
    solve: Solve  # with K_AA


class LinearTarget:
    """The equations of one target.

    Parameters
    ----------
    design : Design
        Of the training rows.
    loss : LinearLoss
    s : ndarray of shape (n,)
    C : float
        If theta does not say otherwise.
    """

    def __init__(
        self, design: Design, loss: LinearLoss, s: FloatArray, C: float
    ) -> None:
        if (p := design.X.shape[1]) > MOST_COLUMNS:
            raise NotDifferentiableError(
                f"a loss that is not squared is served on at most {MOST_COLUMNS} "
                f"columns, not on {p}"
            )
        self.design, self.loss, self.C = design, loss, C
        low, high = loss.bounds(s)
        self.machines = Machines(
            loss.T[:, None], low[:, None], high[:, None], spread=1.0
        )
        squares = design.squares()
        self.step = 1 / np.where(squares > 0, squares, 1.0)
        self._last: tuple[tuple[float, float], _Solution] | None = None

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        """Give w; it is exact, whatever the tolerance."""
        return self._solved(theta).w

    def at(self, w: FloatArray, theta: Theta) -> Local:
        return Local(F=w - self._solved(theta).w)

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        return c

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        """Give -dw/dv, by the derivative of (1)."""
        here = self._solved(theta)
        moved = here.partition.fixed[:, 0] if name == "C" else np.zeros(len(here.beta))
        right = -self.design.responses(self.design.transposed(moved))[here.A]
        if name == "epsilon":
            right = -here.partition.sign[here.A, 0]
        moved = moved.copy()
        moved[here.A] = here.solve(right)
        return -self.design.transposed(moved)

    def by_rows(
        self, q: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Give a, v, b with d(q' F)/dX = a v' + b w'."""
        here = self._solved(theta)
        b = np.zeros(len(here.beta))
        b[here.A] = here.solve(self.design.responses(q)[here.A])
        return -here.beta, q - self.design.transposed(b), b

    def _solved(self, theta: Theta) -> _Solution:
        key = theta.get("C", self.C), self.loss.epsilon(theta)
        if self._last is None or self._last[0] != key:
            start = np.zeros(self.machines.n_rows)
            if self._last is not None:
                start = self._last[1].beta * (key[0] / self._last[0][0])
            self._last = key, self._by_multipliers(start, *key)
        return self._last[1]

    def _by_multipliers(self, beta: FloatArray, C: float, epsilon: float) -> _Solution:
        w = self.design.transposed(beta)
        for k in range(MOST_ROUNDS):
            sigma = 10.0 ** min(k, MOST_GROWTH) * float(np.median(self.step))
            here = self._inner(_Round(self, beta, C, epsilon, sigma), w, 100.0**-k)
            w, beta = here.w, here.b
            found = self._polished(beta, C, epsilon)
            if found is not None:
                return found
        r = self.loss.T - self.design.responses(w)
        # of rows that are there twice K_AA is singular, and w is one all the same
        last = self._of_partition(self._partition(beta, r, C, epsilon), C, epsilon)
        if np.linalg.norm(last.w - w) > UNSURE * np.linalg.norm(w):
            raise NotDifferentiableError(
                f"which rows are at their margin at C={C:g} was not found; columns of "
                "about equal scale may help"
            )
        return last

    def _inner(self, of: _Round, w: FloatArray, share: float) -> _Point:
        here = of.at(w)
        for _ in range(MOST_STEPS):
            check_time()
            step = of.solve(here, here.slope)
            decrement = float(here.slope @ step)
            size = float(here.w @ here.w) + abs(here.value)
            if decrement <= max(share * NEAR, ROUNDING) * size:
                return here
            length = 1.0
            while length > LEAST_STEP:
                there = of.at(here.w - length * step)
                if there.value <= here.value - 1e-4 * length * decrement:
                    break
                length /= 2
            else:
                return here  # the objective is at its rounding
            here = there
        return here

    def _polished(self, beta: FloatArray, C: float, epsilon: float) -> _Solution | None:
        """Solve (1), and move the rows that contradict it.

        It ends at the solution, or not at all.
        """
        design = self.design
        w, here = design.transposed(beta), None
        for _ in range(MOST_PARTITIONS):
            check_time()
            r = self.loss.T - design.responses(w)
            at = self._partition(beta, r, C, epsilon)
            if here is not None and at.is_like(here.partition):
                return here
            if np.count_nonzero(at.free) > design.n_weights:
                return None
            here = self._of_partition(at, C, epsilon)
            w, beta = here.w, here.beta
        return None

    def _partition(
        self, beta: FloatArray, r: FloatArray, C: float, epsilon: float
    ) -> Partition:
        """Tell the free rows, by a step of each coefficient to its own optimum."""
        moved = beta + self.step * r
        b = np.sign(moved) * np.maximum(np.abs(moved) - self.step * epsilon, 0.0)
        b, low, high = b / C, self.machines.low[:, 0], self.machines.high[:, 0]
        free = (b > low) & (b < high) & (b != 0)
        fixed = np.where(free, 0.0, np.clip(b, low, high))
        return Partition(free[:, None], fixed[:, None], np.sign(b)[:, None])

    def _of_partition(self, at: Partition, C: float, epsilon: float) -> _Solution:
        A = np.flatnonzero(at.free[:, 0])
        if len(A) > MOST_FREE:
            raise NotDifferentiableError(
                f"{len(A)} rows at their margin are more than {MOST_FREE}"
            )
        beta = C * at.fixed[:, 0]
        solve: Solve = np.zeros_like
        if len(A):
            solve = factorised(self.design.rows(A).outer())
            right = self.loss.T - epsilon * at.sign[:, 0]
            right -= self.design.responses(self.design.transposed(beta))
            beta[A] = solve(right[A])
        return _Solution(self.design.transposed(beta), beta, at, A, solve)


@dataclass(frozen=True)
class _Point:
    w: FloatArray
    b: FloatArray
    value: float
    slope: FloatArray


@dataclass(frozen=True)
class _Round:
    """What is minimised in w at one beta and sigma."""

    target: LinearTarget
    beta: FloatArray
    C: float
    epsilon: float
    sigma: float

    def at(self, w: FloatArray) -> _Point:
        machines, sigma = self.target.machines, self.sigma
        r = self.target.loss.T - self.target.design.responses(w)
        moved = self.beta + sigma * r
        b = np.sign(moved) * np.maximum(np.abs(moved) - sigma * self.epsilon, 0.0)
        b = np.clip(b, self.C * machines.low[:, 0], self.C * machines.high[:, 0])
        value = b @ r - self.epsilon * np.abs(b).sum()
        value -= ((b - self.beta) ** 2).sum() / (2 * sigma)
        slope = w - self.target.design.transposed(b)
        return _Point(w, b, float(w @ w) / 2 + float(value), slope)

    def solve(self, here: _Point, c: FloatArray) -> FloatArray:
        machines, design = self.target.machines, self.target.design
        low, high = self.C * machines.low[:, 0], self.C * machines.high[:, 0]
        d = self.sigma * ((here.b > low) & (here.b < high) & (here.b != 0))
        H = design.gram(d)
        H.flat[:: len(H) + 1] += 1
        return factorised(H)(c)
