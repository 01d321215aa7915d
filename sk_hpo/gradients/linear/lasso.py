"""One target with an L1 penalty, over all columns or only those that it needs.

Notation: G, d, w, A, l1 and l2 as in ``linear/active_set.py``. Where not all
covariances are known, the problem is solved over the known ones; columns that violate
the conditions of an optimum then become known, the worst first, until none does.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sk_hpo.gradients.linear import active_set
from sk_hpo.gradients.linear.active_set import PenalisedQuadratic, Support
from sk_hpo.gradients.linear.covariance import Covariance
from sk_hpo.gradients.types import FloatArray

# How many columns become known at once: this many, or as many as are not 0.
FEW = 50
# The factor by which the penalty falls in a stride: at first, so that few columns
# enter, and at the least, where the solution is followed through every change of A.
STRIDE = 2.0
SHORTEST = 1.02
# The last stride goes from this share of the greatest |d - G w| to no penalty at all.
LEAST = 1e-4


class LassoProblem:
    """Minimise w' G w / 2 - d' w + l1 sum |w_j| + l2 w' w / 2.

    Parameters
    ----------
    covariance : Covariance
    d : ndarray of shape (p,)
    positive : bool
        Whether w >= 0 is required.
    """

    def __init__(self, covariance: Covariance, d: FloatArray, positive: bool) -> None:
        self.covariance, self.d, self.positive = covariance, d, positive
        self._last: tuple[FloatArray, float, Support] | None = None

    def fit(self, start: FloatArray, l1: float, l2: float) -> FloatArray:
        """Find w, from a start nearby, or in strides from one far away."""
        support, stride = self._support(start, l1, l2), STRIDE
        pull = np.abs(self.d - self.covariance.times(start)).max(initial=0.0)
        level = max(l1, float(pull))  # where the start is nearly a solution
        while True:
            below = level / stride if l1 < level / stride > LEAST * pull else l1
            found = self._solved(support, below, l2, follow=stride < SHORTEST)
            if found is None:
                stride = math.sqrt(min(stride, level / below) if below else stride)
                continue
            support, level = found, below
            if level == l1:
                w = support.full(len(self.d))
                self._last = w, l1, support
                return w

    def _solved(
        self, near: Support, l1: float, l2: float, *, follow: bool
    ) -> Support | None:
        slack = active_set.slack_of(self.d, l1)
        while True:
            columns, G = self.covariance.known()
            d = self.d[columns]
            near = near.of(self.covariance.places)
            problem = PenalisedQuadratic(G, d, l1, l2, self.positive)
            found = problem.minimised(near, follow=follow)
            if found is None:
                return None
            near = found.of(columns)
            if len(columns) == len(self.d):
                return near
            c = self.d - self.covariance.times(near.full(len(self.d)))
            wrong = active_set.violations(c, l1, slack, columns, self.positive)
            if not len(wrong):
                return near
            self.covariance.learn(wrong[-max(FEW, len(near.active)) :])

    def residual(self, w: FloatArray, l1: float, l2: float) -> FloatArray:
        """Compute F: off A, by how much the condition is violated."""
        slope = self.covariance.times(w) - self.d
        signs = np.sign(w)
        off = np.minimum(slope + l1, 0.0)
        if not self.positive:
            off += np.maximum(slope - l1, 0.0)
        return np.where(w == 0, off, slope + l2 * w + l1 * signs)

    def hess_solve(
        self, c: FloatArray, w: FloatArray, l1: float, l2: float
    ) -> FloatArray:
        """Solve H q = c on A; q is 0 off it."""
        support = self._support(w, l1, l2)
        q = np.zeros_like(c)
        q[support.active] = support.solve(c[support.active])
        return q

    def _support(self, w: FloatArray, l1: float, l2: float) -> Support:
        if self._last is not None and self._last[0] is w:
            _, of_l1, support = self._last
            if (of_l1, support.l2) == (l1, l2):
                return support
        self.covariance.learn(np.flatnonzero(w))
        columns, G = self.covariance.known()
        return active_set.support_of(G, l2, w[columns]).of(columns)


class LassoProblems:
    """One problem for each column of D, with the methods of `GroupProblem`.

    Parameters
    ----------
    covariance : Covariance
    D : ndarray of shape (p,) or (p, t)
    positive : bool
    """

    def __init__(self, covariance: Covariance, D: FloatArray, positive: bool) -> None:
        self.D, self.positive = D, positive
        self._problems = [
            LassoProblem(covariance, np.ascontiguousarray(d), positive)
            for d in D.reshape(len(D), -1).T
        ]

    def fit(self, start: FloatArray, l1: float, l2: float, tol: float) -> FloatArray:
        """Find w, from a start nearby."""
        return self._each(lambda one, w: one.fit(w, l1, l2), start)

    def residual(self, w: FloatArray, l1: float, l2: float) -> FloatArray:
        """Compute F: where w is 0, by how much its condition is violated."""
        return self._each(lambda one, w: one.residual(w, l1, l2), w)

    def hess_solve(
        self, c: FloatArray, w: FloatArray, l1: float, l2: float, tol: float
    ) -> FloatArray:
        """Solve H q = c where w is not 0; q is 0 elsewhere."""
        return self._each(lambda one, c, w: one.hess_solve(c, w, l1, l2), c, w)

    def subgradient(self, w: FloatArray) -> FloatArray:
        """Compute S, 0 where w is."""
        return np.sign(w)

    def strongest(self) -> float:
        """Find the smallest l1 for which w is 0."""
        pulls = self.D if self.positive else np.abs(self.D)
        return float(pulls.max(initial=0.0))

    def _each(
        self, method: Callable[..., FloatArray], *arrays: FloatArray
    ) -> FloatArray:
        """Call a method with every problem and its columns."""
        if arrays[0].ndim == 1:
            return method(self._problems[0], *arrays)
        columns = zip(self._problems, *(a.T for a in arrays), strict=True)
        return np.stack([method(*column) for column in columns], axis=1)
