"""Quadratic functions with an L1 penalty, minimised exactly.

Notation: G of shape (p, p) symmetric, positive definite; d and w of shape (p,); A the
active set, {j: w_j != 0}, of k numbers, s of shape (k,) their signs:

    w' G w / 2 - d' w + l1 sum |w_j| + l2 w' w / 2                   [w >= 0]
    c = d - G w - l2 w,    c_A = l1 s,    |c_j| <= l1 off A          [c_j <= l1]     (1)

With A and s given, w_A solves a linear system, H_A w_A = d_A - l1 s, H = G + l2 I; (1)
tests them. First they are guessed: coefficients of the wrong sign leave A, and those
that violate (1) enter it, all at once (Hintermueller, Ito and Kunisch, "The primal-dual
active set strategy as a semismooth Newton method", 2003). From a solution nearby this
takes a few linear systems, but it may cycle. Then the solution is followed from a d for
which w is exact to the true d. It is linear between changes of A, as in the path of
least angle regression.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import lapack

from sk_hpo.gradients.deadline import check_time
from sk_hpo.gradients.types import (
    BoolArray,
    FloatArray,
    IntArray,
    NotDifferentiableError,
)

MOST_GUESSES = 12
# How many coefficients may enter at once: this many, or as many as A has.
FEW = 10
# By how much (1) may be violated: shares of l1 and of the largest |d_j|.
SLACK = 1e-9
ROUNDING = 1e-13


@dataclass(frozen=True)
class Support:
    """A solution by its active set.

    Parameters
    ----------
    active : ndarray of shape (k,)
    signs : ndarray of shape (k,)
    values : ndarray of shape (k,)
        w_A.
    factor : ndarray of shape (k, k)
        The lower Cholesky factor of H_A.
    l2 : float
        The L2 penalty in H.
    """

    active: IntArray
    signs: FloatArray
    values: FloatArray
    factor: FloatArray
    l2: float

    def solve(self, c: FloatArray) -> FloatArray:
        """Solve H_A q = c."""
        return _solve(self.factor, c)

    @classmethod
    def empty(cls) -> Support:
        """Return the support of w = 0."""
        none = np.zeros(0)
        return cls(none.astype(np.intp), none, none, np.zeros((0, 0)), 0.0)

    def of(self, columns: IntArray) -> Support:
        """Renumber the columns."""
        return replace(self, active=columns[self.active])

    def full(self, p: int) -> FloatArray:
        """Return w."""
        w = np.zeros(p)
        w[self.active] = self.values
        return w


@dataclass(frozen=True)
class PenalisedQuadratic:
    """The function of w.

    Parameters
    ----------
    G : ndarray of shape (p, p)
    d : ndarray of shape (p,)
    l1, l2 : float
    positive : bool
        Whether w >= 0 is required.
    """

    G: FloatArray
    d: FloatArray
    l1: float
    l2: float
    positive: bool

    def minimised(self, near: Support, *, follow: bool) -> Support | None:
        """Minimise from a solution nearby.

        Parameters
        ----------
        near : Support
            Its factor is reused if l2 is the same.
        follow : bool
            Whether to follow the solution if guesses fail, or to return None.
        """
        right, last = self._guessed(near)
        if right or not follow:
            return last if right else None
        keep = last.values * last.signs > 0
        w = np.zeros(len(self.d))
        w[last.active[keep]] = last.values[keep]
        return self._guessed(self._followed(w))[1]

    def _guessed(self, here: Support) -> tuple[bool, Support]:
        """Guess until (1) holds; return whether it does, and the last support."""
        slack = slack_of(self.d, self.l1)
        active, signs = here.active, here.signs
        for _ in range(MOST_GUESSES):
            check_time()
            right = self.d[active] - self.l1 * signs
            here = self._solved(active, signs, right, here)
            c = self.d - here.values @ self.G[active]
            entering = violations(c, self.l1, slack, active, self.positive)
            stay = here.values * signs > 0
            if stay.all() and not len(entering):
                return True, here
            entering = entering[-max(FEW, len(active)) :]
            active = np.concatenate([active[stay], entering])
            signs = np.concatenate([signs[stay], np.sign(c[entering])])
        return False, here

    def _followed(self, w: FloatArray) -> Support:
        """Follow the solution from a d for which w is exact to the true d."""
        here = support_of(self.G, self.l2, w)
        active, signs = here.active, here.signs
        c = self.d - w[active] @ self.G[active] - self.l2 * w
        c, left = self._right_for(c, active, signs)
        before, remaining = -1, 1.0
        for _ in range(20 * len(self.d) + 100):
            check_time()
            here = self._solved(active, signs, left[active], here)
            v = here.values
            rates = left - v @ self.G[active]
            rates[active] = 0.0
            leave = _first(w[active], np.zeros_like(v), v, v * signs < 0)
            ends = np.copysign(self.l1, rates)
            may_enter = rates > 0 if self.positive else rates != 0
            if before >= 0:
                may_enter[before] = False  # it has just left, at the same bound
            enter = _first(c, ends, rates, may_enter)
            step, kind = min((remaining, 0), (leave[0], 1), (enter[0], 2))
            w[active] += step * v
            c += step * rates
            remaining -= step
            if kind == 0:
                break
            if kind == 1:
                before = int(active[leave[1]])
                w[before], c[before] = 0.0, self.l1 * signs[leave[1]]
                active, signs = np.delete(active, leave[1]), np.delete(signs, leave[1])
            else:
                before = -1
                active = np.append(active, enter[1])
                signs = np.append(signs, np.sign(rates[enter[1]]))
        return here

    def _right_for(
        self, c: FloatArray, active: IntArray, signs: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return a c that fulfils (1) for given signs, and the true c minus that.

        Violating coefficients shrink by a common factor, so that the worst is at its
        bound and the others enter in their order.
        """
        right = c.copy()
        right[active] = self.l1 * signs
        size = right if self.positive else np.abs(right)
        wrong = size > self.l1
        wrong[active] = False
        if wrong.any():
            right[wrong] *= self.l1 / size.max()
        return right, c - right

    def _solved(
        self, active: IntArray, signs: FloatArray, right: FloatArray, old: Support
    ) -> Support:
        """Solve H_A w_A = right."""
        factor = _factor(self.G, active, self.l2, old)
        return Support(active, signs, _solve(factor, right), factor, self.l2)


def slack_of(d: FloatArray, l1: float) -> float:
    """Return by how much (1) may be violated."""
    return SLACK * l1 + ROUNDING * float(np.abs(d).max(initial=0.0))


def support_of(G: FloatArray, l2: float, w: FloatArray) -> Support:
    """Make the support of any w, with a factor of H_A."""
    active = np.flatnonzero(w)
    factor = _factor(G, active, l2, Support.empty())
    return Support(active, np.sign(w[active]), w[active], factor, l2)


def violations(
    c: FloatArray, l1: float, slack: float, active: IntArray, positive: bool
) -> IntArray:
    """Return the coefficients off A that violate (1), the worst last."""
    size = c.copy() if positive else np.abs(c)
    size[active] = 0.0
    wrong = np.flatnonzero(size > l1 + slack)
    return wrong[np.argsort(size[wrong], kind="stable")]


def _first(
    at: FloatArray, ends: FloatArray, rates: FloatArray, moves: BoolArray
) -> tuple[float, int]:
    """Return the shortest step to an end, and its coefficient."""
    (who,) = np.nonzero(moves)
    if not len(who):
        return np.inf, -1
    steps = np.maximum((ends[who] - at[who]) / rates[who], 0.0)
    first = int(np.argmin(steps))
    return float(steps[first]), int(who[first])


def _factor(G: FloatArray, active: IntArray, l2: float, old: Support) -> FloatArray:
    """Factorise H_A, reusing the rows that an old factor has in common."""
    k = len(active)
    j = _n_in_common(old.active, active) if old.l2 == l2 else 0
    if j == k:
        return old.factor[:j, :j]
    L = np.zeros((k, k), order="F")
    new, S = active[j:], G[active[j:, None], active[j:]]
    S.flat[:: k - j + 1] += l2
    if j:
        L[:j, :j] = old.factor[:j, :j]
        part = lapack.dtrtrs(L[:j, :j], G[active[:j, None], new], lower=1)[0]
        L[j:, :j] = part.T
        S -= part.T @ part
    # the transpose of a symmetric matrix in C's order is itself in Fortran's
    L[j:, j:], info = lapack.dpotrf(S.T, lower=1)
    return _raised_factor(G[active[:, None], active], l2) if info else L


def _n_in_common(a: IntArray, b: IntArray) -> int:
    n = min(len(a), len(b))
    differ = a[:n] != b[:n]
    return int(np.argmax(differ)) if differ.any() else n


def _raised_factor(H: FloatArray, l2: float) -> FloatArray:
    """Factorise an H_A that is singular to rounding, with a raised diagonal."""
    diagonal = H.diagonal() + l2
    for share in (1e-8, 1e-6, 1e-4):
        H.flat[:: len(H) + 1] = diagonal * (1 + share)
        factor, info = lapack.dpotrf(H.T, lower=1)
        if not info:
            return np.asarray(factor)
    raise NotDifferentiableError("the model's equations are singular on these data")


def _solve(factor: FloatArray, c: FloatArray) -> FloatArray:
    return lapack.dpotrs(factor, c, lower=1)[0] if len(factor) else np.zeros(0)
