"""A quadratic function with an L1 penalty, minimised by an interior point method.

Notation: x, H, h, lam and phi as in ``quadratic.py``, with a coordinates, b of which
have a penalty; g = H x - h, of shape (a,). Those with a penalty are u - v, with u, v >=
0 of shape (b,), whose multipliers are y, z >= 0. At the minimum, g = 0 where lam = 0,
and

    y = lam + g     z = lam - g     u y = 0     v z = 0                             (1)

A Newton step solves (1) with products m instead of 0, and m falls as fast as the step
for m = 0 predicts (S. Mehrotra, "On the implementation of a primal-dual interior point
method", SIAM J. Optim. 2, 1992). With du, dv, dy and dz eliminated, its system is

    (H + D) dx = r          1 / D = u / y + v / z, or D = 0 where lam = 0           (2)

The number of steps hardly depends on a, or on the condition of H.

Guesses of the signs alone find no solution where columns are nearly dependent and the
penalty is weak; ``benchmarks/grad_heuristics.py interior`` compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sk_hpo.gradients.linalg.systems import Solve, factorised
from sk_hpo.gradients.types import BoolArray, FloatArray

# The residual of (1) at the end, as a share of its terms: a few digits more than are
# needed to tell which coordinates are zero.
PRECISE = 1e-10
# It gives up after so many steps without progress, as where H is singular to rounding.
MOST_WITHOUT_PROGRESS = 8
# The share of the way to where u, v, y or z is 0 that a step goes.
SHARE_OF_WAY = 0.995
TINY = float(np.finfo(float).tiny)


def minimum_within(H: FloatArray, h: FloatArray, lam: FloatArray) -> FloatArray:
    """Compute x to a few digits, with exact zeros.

    Parameters
    ----------
    H : ndarray of shape (a, a)
    h, lam : ndarray of shape (a,)
        Some lam > 0.

    Returns
    -------
    ndarray of shape (a,)
    """
    problem = _Problem(H, h, lam)
    best = here = problem.start()
    least, in_vain = problem.left(here), 0
    while least > PRECISE and in_vain < MOST_WITHOUT_PROGRESS:
        here = problem.next(here)
        left, in_vain = problem.left(here), in_vain + 1
        if not np.isfinite(left):
            break
        if left < least / 2:
            in_vain = 0
        if left < least:
            best, least = here, left
    x = best.x.copy()
    own, multipliers = problem.own, best.parts[2:]
    sizes = np.abs(x[own]) * H.diagonal()[own]
    x[own] = np.where(sizes > multipliers.min(axis=0), x[own], 0.0)
    return x


@dataclass(frozen=True)
class _Point:
    """x with its g, and u, v, y and z as the rows of parts."""

    x: FloatArray
    g: FloatArray
    parts: FloatArray

    @property
    def products(self) -> FloatArray:
        return self.parts[:2] * self.parts[2:]


class _Problem:
    """Newton steps for (1)."""

    def __init__(self, H: FloatArray, h: FloatArray, lam: FloatArray) -> None:
        self.H, self.h, self.lam = H, h, lam
        self.own: BoolArray = lam > 0
        diagonal = H.diagonal()
        self.diagonal = np.maximum(diagonal, 1e-12 * diagonal.max() or 1.0)

    def start(self) -> _Point:
        """Start at x = 0 where it has a penalty, with equal products."""
        own = self.own
        x = np.zeros_like(self.h)
        multipliers = (self.lam + np.abs(self.h))[own]
        level = float(np.mean(multipliers**2 / self.diagonal[own]))
        sizes = level / multipliers
        return _Point(x, -self.h, np.stack([sizes, sizes, multipliers, multipliers]))

    def left(self, here: _Point) -> float:
        """Compute the largest violation of (1), as a share of its terms."""
        moved = np.abs(here.x) * self.diagonal
        scale = float((np.abs(self.h) + self.lam + moved).max())
        at_bounds = float(np.abs(self._residuals(here)).max())
        elsewhere = float(np.abs(here.g[~self.own]).max(initial=0.0))
        # the latter if the penalty is negligible in phi
        penalty = float(self.lam @ np.abs(here.x))
        worth = max(penalty, 1e-5 * abs(float(self.h @ here.x)), TINY)
        gap = float(here.products.sum())
        return max(at_bounds / scale, elsewhere / scale, gap / worth)

    def next(self, here: _Point) -> _Point:
        """Take a step."""
        D = np.zeros_like(self.h)
        u, v, y, z = here.parts
        D[self.own] = 1 / (u / y + v / z)
        solve, products = self._factorised(D), here.products
        _, straight = self._step(here, solve, D, -products)
        ahead = here.parts + _length(here, straight) * straight
        level = products.mean()
        falls = (ahead[:2] * ahead[2:]).mean() / level
        bent = straight[:2] * straight[2:]
        dx, step = self._step(here, solve, D, level * falls**3 - products - bent)
        length = min(SHARE_OF_WAY * _length(here, step), 1.0)
        parts = here.parts + length * step
        x = here.x + length * dx
        x[self.own] = parts[0] - parts[1]
        return _Point(x, self.H @ x - self.h, parts)

    def _factorised(self, D: FloatArray) -> Solve:
        """Prepare to solve with H + D, whose diagonal varies by many orders."""
        A = self.H.copy()
        A.flat[:: len(A) + 1] += D
        units = np.sqrt(A.diagonal())
        units[units == 0] = 1.0
        solve = factorised(A / units / units[:, None])
        return lambda c: solve(c / units) / units

    def _residuals(self, here: _Point) -> FloatArray:
        g, lam = here.g[self.own], self.lam[self.own]
        return here.parts[2:] - lam - np.stack([g, -g])

    def _step(
        self, here: _Point, solve: Solve, D: FloatArray, change: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Compute dx and the change of the parts, for a change of their products."""
        own, sizes, multipliers = self.own, here.parts[:2], here.parts[2:]
        left = self._residuals(here)
        without = (change + sizes * left) / multipliers
        r = -here.g
        r[own] = D[own] * (without[0] - without[1])
        dx = solve(r)
        dg = (r - D * dx)[own]
        moved = np.stack([dg, -dg])
        return dx, np.concatenate([without - sizes * moved / multipliers, moved - left])


def _length(here: _Point, step: FloatArray) -> float:
    """Compute how far, up to 1 / SHARE_OF_WAY, all parts stay nonnegative."""
    fastest = float(np.max(-step / here.parts, initial=0.0))
    return 1 / max(fastest, SHARE_OF_WAY)
