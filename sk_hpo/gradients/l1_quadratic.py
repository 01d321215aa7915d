"""Quadratic functions with an L1 penalty, minimised exactly.

Notation: G of shape (p, p) symmetric, positive definite; d and w of shape (p,); A the
active set, {j: w_j != 0}, of k numbers, s of shape (k,) their signs:

    w' G w / 2 - d' w + l1 sum |w_j| + l2 w' w / 2                   [w >= 0]
    c = d - G w - l2 w,    c_A = l1 s,    |c_j| <= l1 off A          [c_j <= l1]     (1)

With A and s given, w_A solves a linear system, H_A w_A = d_A - l1 s, H = G + l2 I; (1)
says whether they are right. First they are guessed: numbers of the wrong sign leave,
those that violate (1) enter, all at once (Hintermueller, Ito and Kunisch, "The
primal-dual active set strategy as a semismooth Newton method", 2003). From a solution
nearby this takes a few linear systems, but it may cycle; then the solution is followed
from a d for which w is right to the true d, one change of A after the other: it is
linear in between, as in the path of least angle regression.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack

from sk_hpo.gradients.arrays import FloatArray, NotDifferentiableError

MOST_GUESSES = 12
# How many numbers may enter at once: so many, or as many as there are.
FEW = 10
# By how much (1) may be violated: of l1, and of the largest number of d.
SLACK = 1e-9
ROUNDING = 1e-13

Indices = npt.NDArray[np.intp]


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
        Cholesky's, of H_A.
    """

    active: Indices
    signs: FloatArray
    values: FloatArray
    factor: FloatArray

    def solve(self, c: FloatArray) -> FloatArray:
        """Give q with H_A q = c, of shape (k,)."""
        return _solve(self.factor, c)

    def of(self, columns: Indices) -> Support:
        """Give the same where these columns are part of a larger problem."""
        return replace(self, active=columns[self.active])

    def full(self, p: int) -> FloatArray:
        """Give w."""
        w = np.zeros(p)
        w[self.active] = self.values
        return w


def minimised(
    G: FloatArray,
    d: FloatArray,
    l1: float,
    l2: float,
    start: FloatArray,
    positive: bool,
    *,
    follow: bool,
) -> Support | None:
    """Minimise from a start nearby.

    Parameters
    ----------
    G : ndarray of shape (p, p)
    d : ndarray of shape (p,)
    l1, l2 : float
    start : ndarray of shape (p,)
        Signs of a solution nearby.
    positive : bool
        Whether no number of w may be negative.
    follow : bool
        Whether to follow the solution where guesses fail; else None is returned.
    """
    slack = slack_of(d, l1)
    active = np.flatnonzero(start > 0 if positive else start)
    right, last = _guessed(G, d, l1, l2, active, start[active], positive, slack)
    if right:
        return last
    if not follow:
        return None
    keep = last.values * last.signs > 0
    w = np.zeros(len(d))
    w[last.active[keep]] = last.values[keep]
    active, signs = _followed(G, d, l1, l2, w, positive)
    return _guessed(G, d, l1, l2, active, signs, positive, slack)[1]


def slack_of(d: FloatArray, l1: float) -> float:
    """Give by how much (1) may be violated."""
    return SLACK * l1 + ROUNDING * float(np.abs(d).max(initial=0.0))


def support_of(G: FloatArray, l2: float, w: FloatArray) -> Support:
    """Give the support of any w, and what solves the system on it."""
    active = np.flatnonzero(w)
    factor = _factor(G, active, l2)
    return Support(active, np.sign(w[active]), w[active], factor)


def violations(
    c: FloatArray, l1: float, slack: float, active: Indices, positive: bool
) -> Indices:
    """Give the numbers off A that violate (1), the worst last."""
    size = c.copy() if positive else np.abs(c)
    size[active] = 0.0
    wrong = np.flatnonzero(size > l1 + slack)
    return wrong[np.argsort(size[wrong], kind="stable")]


def _guessed(
    G: FloatArray,
    d: FloatArray,
    l1: float,
    l2: float,
    active: Indices,
    signs: FloatArray,
    positive: bool,
    slack: float,
) -> tuple[bool, Support]:
    """Guess until (1) holds; whether it does, and the last support."""
    for guess in range(MOST_GUESSES):
        factor = _factor(G, active, l2)
        values = _solve(factor, d[active] - l1 * signs)
        here = Support(active, signs, values, factor)
        c = d - values @ G[active]
        entering = violations(c, l1, slack, active, positive)
        stay = values * signs > 0
        if stay.all() and not len(entering):
            return True, here
        if guess < MOST_GUESSES - 1:
            entering = entering[-max(FEW, len(active)) :]
            active = np.concatenate([active[stay], entering])
            signs = np.concatenate([signs[stay], np.sign(c[entering])])
    return False, here


def _followed(
    G: FloatArray,
    d: FloatArray,
    l1: float,
    l2: float,
    w: FloatArray,
    positive: bool,
) -> tuple[Indices, FloatArray]:
    """Follow the solution from where w is right to d; its active set and signs."""
    active = np.flatnonzero(w)
    signs = np.sign(w[active])
    c = d - w[active] @ G[active] - l2 * w
    c, left = _right_for(c, l1, active, signs, positive)
    before, remaining = -1, 1.0
    for _ in range(20 * len(d) + 100):
        factor = _factor(G, active, l2)
        v = _solve(factor, left[active])
        rates = left - v @ G[active]
        rates[active] = 0.0
        if before >= 0:
            rates[before] = 0.0
        leave = _first(w[active], np.zeros_like(v), v, v * signs < 0)
        ends = np.copysign(l1, rates)
        enter = _first(c, ends, rates, rates > 0 if positive else rates != 0)
        step, kind = min((remaining, 0), (leave[0], 1), (enter[0], 2))
        w[active] += step * v
        c += step * rates
        remaining -= step
        if kind == 0:
            break
        if kind == 1:
            before = int(active[leave[1]])
            w[before], c[before] = 0.0, l1 * signs[leave[1]]
            active, signs = np.delete(active, leave[1]), np.delete(signs, leave[1])
        else:
            before = -1
            active = np.append(active, enter[1])
            signs = np.append(signs, np.sign(rates[enter[1]]))
    return active, signs


def _right_for(
    c: FloatArray, l1: float, active: Indices, signs: FloatArray, positive: bool
) -> tuple[FloatArray, FloatArray]:
    """Give a c that fulfils (1) with w as it is, and what is left to the true one.

    What is violated shrinks by one factor, so that the worst is at its bound and the
    others enter in their order.
    """
    right = c.copy()
    right[active] = l1 * signs
    size = right if positive else np.abs(right)
    wrong = size > l1
    wrong[active] = False
    if wrong.any():
        right[wrong] *= l1 / size.max()
    return right, c - right


def _first(
    at: FloatArray, ends: FloatArray, rates: FloatArray, moves: npt.NDArray[np.bool_]
) -> tuple[float, int]:
    """Give the shortest step to an end, and who takes it."""
    (who,) = np.nonzero(moves)
    if not len(who):
        return np.inf, -1
    steps = np.maximum((ends[who] - at[who]) / rates[who], 0.0)
    first = int(np.argmin(steps))
    return float(steps[first]), int(who[first])


def _factor(G: FloatArray, active: Indices, l2: float) -> FloatArray:
    if not len(active):
        return np.zeros((0, 0))
    H = G[active[:, None], active]
    diagonal = H.diagonal() + l2
    for raised_by in (0.0, 1e-8, 1e-6, 1e-4):
        H.flat[:: len(H) + 1] = diagonal * (1 + raised_by)
        # the transpose of a symmetric matrix in C's order is itself in Fortran's
        factor, info = lapack.dpotrf(H.T, lower=1, clean=0)
        if not info:
            return np.asarray(factor)
    raise NotDifferentiableError("the model's equations are singular on these data")


def _solve(factor: FloatArray, c: FloatArray) -> FloatArray:
    if not len(factor):
        return np.zeros(0)
    x: Any = lapack.dpotrs(factor, c, lower=1)[0]
    return np.asarray(x)
