"""Support vector machines with a kernel: the equations of one split.

The equations are hypergradients, (22) and (23).

Notation: n training rows; P machines on the same rows: one, or one for each pair of
classes; K of shape (n, n); B of shape (n, P) dual coefficients with their signs, b of
shape (P,) intercepts; f = K B + b; T of shape (n, P) targets, numbers or signs of a
class; boxes C low <= B <= C high, where low = high = 0 for rows of other classes than
the machine's. Each column solves

    min  B' K B / 2 - T' B + epsilon sum abs(B)     in its box, with sum B = 0

On the free rows, A, B is inside its box and not 0; the others are at a bound, C times
what `fixed` says. Then w = (B, b), of shape (n + 1, P), solves F(w) = 0,

    F = f - T + epsilon sgn B on A;    B - C fixed elsewhere;    last row: sum B

and the system with the transposed derivative of F reduces to one on A,

    K_AA q_A + q_b = c_A,   sum q_A = c_b;    q = c - K_.A q_A - q_b  elsewhere      (1)

Without free rows b is the middle of an interval, as in libsvm: the last row of F is b
minus the mean of its two ends, which are T - K B plus or minus epsilon in two rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sk_hpo.gradients.linalg.systems import Solve, factorised
from sk_hpo.gradients.types import BoolArray, FloatArray, IntArray

# (c_A, c_b) -> (q_A, q_b) of (1)
Saddle = Callable[[FloatArray, float], tuple[FloatArray, float]]
# How many numbers are copied from a matrix at once.
MOST_PLACES = 2**16


@dataclass(frozen=True)
class Machines:
    """The targets and boxes, which do not depend on the hyperparameters.

    Parameters
    ----------
    T, low, high : ndarray of shape (n, P)
    spread : float
        The deviation of the targets; 1 for signs.
    """

    T: FloatArray
    low: FloatArray
    high: FloatArray
    spread: float

    @cached_property
    def rows(self) -> list[IntArray]:
        """The rows of each machine's classes."""
        return [np.flatnonzero(column) for column in (self.low < self.high).T]

    def partition_of(self, B: FloatArray, C: float) -> Partition:
        """Find the free rows of a solution from its coefficients."""
        at, low, high = B / C, self.low * (1 - 1e-10), self.high * (1 - 1e-10)
        inside = (at > low) & (at < high)
        fixed = np.where(B == 0, 0.0, np.where(at >= high, self.high, self.low))
        return Partition(inside & (B != 0), fixed, np.sign(B))

    def partition_near(
        self, B: FloatArray, R: FloatArray, C: float, epsilon: float
    ) -> Partition:
        """Find the free rows near a solution.

        Each coefficient is a fixed point of a step along R = T - f that is shrunk by
        epsilon and clipped to its box.
        """
        step = (self.high - self.low) / (self.spread + epsilon)
        moved = B / C + step * R
        shrunk = np.sign(moved) * np.maximum(np.abs(moved) - step * epsilon, 0.0)
        inside = (shrunk > self.low) & (shrunk < self.high) & (shrunk != 0)
        fixed = np.where(inside, 0.0, np.clip(shrunk, self.low, self.high))
        return Partition(inside, fixed, np.sign(shrunk))


@dataclass(frozen=True, eq=False)
class Partition:
    """Which rows are free, and at which bound the others are.

    Parameters
    ----------
    free : ndarray of bool, of shape (n, P)
    fixed : ndarray of shape (n, P)
        Coefficients at a bound, in units of C.
    sign : ndarray of shape (n, P)
        Signs of the coefficients.
    """

    free: BoolArray
    fixed: FloatArray
    sign: FloatArray

    def is_like(self, other: Partition) -> bool:
        """Return whether both partitions put every row in the same place."""
        signs = self.free & (self.sign != other.sign)
        same_free = np.array_equal(self.free, other.free)
        return same_free and np.array_equal(self.fixed, other.fixed) and not signs.any()


@dataclass
class DualEquations:
    """The equations of one partition at one theta.

    Parameters
    ----------
    machines : Machines
    partition : Partition
    K : ndarray of shape (n, n)
    C, epsilon : float
    B : ndarray of shape (n, P) or None
        Coefficients that need not be a solution; None for a solution.
    """

    machines: Machines
    partition: Partition
    K: FloatArray
    C: float
    epsilon: float
    B: FloatArray | None = None
    _saddles: dict[int, Saddle] = field(default_factory=dict)
    _middles: dict[int, _Middle] = field(default_factory=dict)

    def solution(self) -> FloatArray:
        """Solve F(w) = 0."""
        at, T = self.partition, self.machines.T
        B = np.where(at.free, 0.0, self.C * at.fixed)
        rest = T - self.epsilon * at.sign - self.times(B)
        b = np.zeros(T.shape[1])
        for p in range(T.shape[1]):
            A = np.flatnonzero(at.free[:, p])
            if len(A):
                B[A, p], b[p] = self._saddle(p)(rest[A, p], -float(B[:, p].sum()))
            else:
                two = self._middle(p).rows
                b[p] = self._middle(p).of(
                    (T[:, p] - self._column_times(B[:, p], p))[two]
                )
        return np.vstack([B, b])

    def residual(self, w: FloatArray) -> FloatArray:
        """Compute F."""
        at, B, b, T = self.partition, w[:-1], w[-1], self.machines.T
        F = np.where(at.free, 0.0, B - self.C * at.fixed)
        last = B.sum(axis=0)
        for p in range(T.shape[1]):
            A, some = np.flatnonzero(at.free[:, p]), np.flatnonzero(B[:, p])
            if len(A):
                R = T[A, p] - self._part(A, some) @ B[some, p] - b[p]
                F[A, p] = self.epsilon * at.sign[A, p] - R
            else:
                two = self._middle(p).rows
                R = T[two, p] - self._part(two, some) @ B[some, p] - b[p]
                last[p] = -self._middle(p).of(R)
        return np.vstack([F, last])

    def transposed_solve(self, c: FloatArray) -> FloatArray:
        """Solve (dF/dw)' q = c, by (1).

        Rows where F and its derivatives are 0 keep c: most rows that are not free.
        """
        free, bounded = self.partition.free, self.partition.fixed != 0
        nonzero = bounded if self.B is None else bounded | (self.B != 0)
        Q, last = c[:-1].copy(), c[-1].copy()
        for p in range(c.shape[1]):
            A = np.flatnonzero(free[:, p])
            rest = np.flatnonzero(nonzero[:, p] & ~free[:, p])
            if len(A):
                Q[A, p], last[p] = self._saddle(p)(c[A, p], float(c[-1, p]))
                Q[rest, p] -= self._part(rest, A) @ Q[A, p] + last[p]
            else:
                # the last row of F is b + K B / 2 in two rows
                Q[:, p] -= float(c[-1, p]) * self.K[self._middle(p).rows].mean(axis=0)
        return np.vstack([Q, last])

    def cross_penalty(self) -> FloatArray:
        """Compute dF/dC."""
        F = np.where(self.partition.free, 0.0, -self.partition.fixed)
        return np.vstack([F, np.zeros(F.shape[1])])

    def cross_epsilon(self) -> FloatArray:
        """Compute dF/depsilon."""
        at = self.partition
        last = np.zeros(at.free.shape[1])
        for p in self._without_free():
            last[p] = -self._middle(p).slope
        return np.vstack([np.where(at.free, at.sign, 0.0), last])

    def cross_kernel(self, dKB: FloatArray) -> FloatArray:
        """Compute dF/dv for a parameter v of the kernel, from dKB = dK/dv B."""
        last = np.zeros(dKB.shape[1])
        for p in self._without_free():
            last[p] = dKB[self._middle(p).rows, p].mean()
        return np.vstack([np.where(self.partition.free, dKB, 0.0), last])

    def kernel_factor(self, q: FloatArray) -> FloatArray:
        """Compute L, of shape (n, P), where L B' is the derivative of q' F in K."""
        L = np.where(self.partition.free, q[:-1], 0.0)
        for p in self._without_free():
            np.add.at(L[:, p], self._middle(p).rows, q[-1, p] / 2)
        return L

    def times(self, B: FloatArray) -> FloatArray:
        """Compute K B in the rows of each machine, with 0 in others.

        Rows where B is 0 cost nothing.
        """
        KB = np.zeros_like(B)
        for p, column in enumerate(B.T):
            KB[:, p] = self._column_times(column, p)
        return KB

    def _column_times(self, x: FloatArray, p: int) -> FloatArray:
        some, rows = np.flatnonzero(x), self.machines.rows[p]
        if len(rows) == len(x):
            return np.asarray(x[some] @ self.K.take(some, axis=0))
        product = np.zeros_like(x)
        product[rows] = x[some] @ self._part(some, rows)
        return product

    @property
    def moved_rows(self) -> IntArray:
        """The rows in which F depends on the kernel."""
        moved: BoolArray = np.asarray(self.partition.free.any(axis=1))
        for p in self._without_free():
            moved[self._middle(p).rows] = True
        return np.flatnonzero(moved)

    def _without_free(self) -> list[int]:
        return np.flatnonzero(~self.partition.free.any(axis=0)).tolist()

    def _saddle(self, p: int) -> Saddle:
        if p not in self._saddles:
            A = np.flatnonzero(self.partition.free[:, p])
            self._saddles[p] = _saddle(self._part(A, A))
        return self._saddles[p]

    def _part(self, rows: IntArray, columns: IntArray) -> FloatArray:
        # faster than np.ix_ or, for few of many rows, one axis after the other; in
        # parts, since the indices take as much memory as the numbers
        part, numbers = np.empty((len(rows), len(columns))), self.K.ravel()
        n_rows = max(1, MOST_PLACES // max(1, len(columns)))
        for first in range(0, len(rows), n_rows):
            some = slice(first, first + n_rows)
            places = rows[some, None] * len(self.K) + columns
            numbers.take(places, mode="clip", out=part[some])
        return part

    def _middle(self, p: int) -> _Middle:
        """Find the rows that determine the intercept, and the ends of its interval."""
        if p not in self._middles:
            fixed, epsilon, machines = (
                self.partition.fixed[:, p],
                self.epsilon,
                self.machines,
            )
            low, high = machines.low[:, p], machines.high[:, p]
            r = machines.T[:, p] - self._column_times(self.C * fixed, p)
            own = low < high
            at_low, at_high = own & (fixed == low), own & (fixed == high)
            inside = own & ~at_low & ~at_high
            least = np.where(
                inside, r - epsilon, np.where(at_low, r + epsilon, -np.inf)
            )
            most = np.where(inside, r + epsilon, np.where(at_high, r - epsilon, np.inf))
            i, j = int(np.argmax(least)), int(np.argmin(most))
            slope = ((-1.0 if inside[i] else 1.0) + (1.0 if inside[j] else -1.0)) / 2
            self._middles[p] = _Middle(np.array([i, j]), slope, epsilon)
        return self._middles[p]


def _saddle(K: FloatArray) -> Saddle:
    """Solve K x + x0 = c, sum x = c0.

    A linear kernel's K may be singular where the system is not; K + scale 1 1' is
    regular then, and has the same x.
    """
    scale = float(np.mean(K.diagonal())) or 1.0
    solve: Solve = factorised(K + scale)
    by_ones = solve(np.ones(len(K)))

    def saddle(c: FloatArray, c0: float) -> tuple[FloatArray, float]:
        x = solve(c)
        x0 = (float(x.sum()) - c0) / float(by_ones.sum())
        return x - x0 * by_ones, x0 + scale * c0

    return saddle


@dataclass(frozen=True)
class _Middle:
    """The intercept where no row is free: the middle of an interval.

    Parameters
    ----------
    rows : ndarray of shape (2,)
        The rows that determine the lower and the upper end.
    slope : float
        The derivative of b in epsilon.
    epsilon : float
    """

    rows: IntArray
    slope: float
    epsilon: float

    def of(self, r: FloatArray) -> float:
        """Compute b from T - K B in both rows; 0 if b is already subtracted."""
        return float(r.mean()) + self.epsilon * self.slope
