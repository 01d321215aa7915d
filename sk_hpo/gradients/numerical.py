"""The numerical gradient: a quadratic fitted to scores (MATHS section 9, black box).

Notation: n trials, d coordinates of the unit cube, U of shape (n, d) their points,
v of shape (n,) their values, greater is better; the centre c, the radius rho, and the
differences from the centre, D of shape (n, d) and B, as in ``trust_region.py``.

Differences of scores over tiny steps are noise, so what is fitted to the trials, all of
them, is a quadratic over the size of a region,

    v(u) = f0 + g'D + D'A D / 2 + o'B                                            (1)

by weighted least squares: near trials count more, and a penalty holds what the trials
do not tell (curvature first, then slopes) near 0, so that few trials are enough.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.arrays import BoolArray, FloatArray
from sk_hpo.gradients.trust_region import Frame

# Values further below the median than this times (best - median) are cut off there.
WORST = 2.0
# Standard deviations, in units of the values' spread, of what (1) is made of, a priori,
# and of what it leaves over.
SLOPE, CURVATURE, MIXED, OFFSET, NOISE = 1.0, 1.0, 0.5, 1.0, 0.1
# A weight falls to exp(-1/2) at so many radii, and with each other choice.
REACH = 1.0


def standardised(values: FloatArray) -> FloatArray:
    """Give values of spread 1 and best 0; failures and outliers are at the bottom.

    Parameters
    ----------
    values : ndarray of shape (n,)
        NaN and infinities are failures.

    Returns
    -------
    ndarray of shape (n,)
        Zeros if no two differ.
    """
    known = np.isfinite(values)
    if not known.any():
        return np.zeros(len(values))
    # the largest number is 1, lest differences overflow
    values = values / (np.abs(values[known]).max() or 1.0)
    best, middle = values[known].max(), float(np.median(values[known]))
    spread = best - middle or best - values[known].min()
    if spread <= 0:
        return np.where(known, 0.0, -1.0)
    worst = middle - WORST * spread
    cut = np.where(known, np.maximum(np.where(known, values, worst), worst), worst)
    return np.asarray((cut - best) / spread, dtype=np.float64)


class Quadratic:
    """The weighted quadratic (1).

    Parameters
    ----------
    frame : Frame
    radius : float
        rho.
    U, active : ndarray of shape (n, d)
        The trials' points, and which coordinates exist there.
    values : ndarray of shape (n,)
        Standardised.
    """

    def __init__(
        self,
        frame: Frame,
        radius: float,
        U: FloatArray,
        active: BoolArray,
        values: FloatArray,
    ) -> None:
        self.frame = frame
        D, B = frame.differences(U, active), frame.switched(U, active)
        self.width = _width(D, B, radius)
        # one column for each choice that some trial has and the centre has not
        self.choices = [
            (j, float(u))
            for j in np.flatnonzero(B.any(axis=0))
            for u in np.unique(U[B[:, j], j])
        ]
        self.used = np.flatnonzero(np.abs(D).max(axis=0, initial=0.0) > 0)
        squares = (D / self.width) ** 2
        weights = np.exp(-0.5 * (squares.max(axis=1, initial=0.0) + B.sum(axis=1)))
        # the middle of the trials that count is what an unknown point is worth
        self.level = float(weights @ values / weights.sum())
        F = self._features(D, U, B)
        prior = self._prior()
        # ridge regression as least squares on rows that say "0, give or take"
        A = (F.T * (weights / NOISE**2)) @ F + np.diag(prior**-2)
        b = (F.T * (weights / NOISE**2)) @ (values - self.level)
        self.coefficients = np.linalg.solve(A, b)

    def __call__(self, U: FloatArray, active: BoolArray) -> FloatArray:
        """Predict values at points, shape (n,)."""
        D, B = self.frame.differences(U, active), self.frame.switched(U, active)
        return self.level + self._features(D, U, B) @ self.coefficients

    def ascent(self, low: FloatArray, high: FloatArray) -> FloatArray:
        """Give the maximiser over a box in the ordered coordinates of the centre.

        Parameters
        ----------
        low, high : ndarray of shape (d,)

        Returns
        -------
        ndarray of shape (d,)
            Coordinates that (1) says nothing of are the centre's.
        """
        c, k = self.frame.centre, self.used
        x = np.zeros(len(k))
        if not len(k):
            return c.copy()
        g, A = self._slope_and_curvature()
        a, b = (low - c)[k] / self.width, (high - c)[k] / self.width
        # projected gradient steps of the longest safe length; a box, a few numbers
        step = 1 / max(float(np.abs(A).sum(axis=1).max()), 1e-12)
        for _ in range(200):
            moved = np.clip(x + step * (g + A @ x), a, b)
            if np.abs(moved - x).max() < 1e-6:
                break
            x = moved
        point = c.copy()
        point[k] += x * self.width
        return np.asarray(point, dtype=np.float64)

    def _features(self, D: FloatArray, U: FloatArray, B: BoolArray) -> FloatArray:
        x = D[:, self.used] / self.width
        i, j = np.triu_indices(len(self.used), 1)
        offsets = [B[:, k] & (np.abs(U[:, k] - u) < 1e-9) for k, u in self.choices]
        parts = [np.ones((len(D), 1)), x, x**2 / 2, x[:, i] * x[:, j]]
        if offsets:
            parts.append(np.column_stack(offsets))
        return np.hstack(parts)

    def _prior(self) -> FloatArray:
        k = len(self.used)
        sizes = (1, k, k, k * (k - 1) // 2, len(self.choices))
        return np.repeat((1.0, SLOPE, CURVATURE, MIXED, OFFSET), sizes)

    def _slope_and_curvature(self) -> tuple[FloatArray, FloatArray]:
        k = len(self.used)
        _, g, diagonal, mixed, _ = np.split(
            self.coefficients, np.cumsum([1, k, k, k * (k - 1) // 2])
        )
        A = np.diag(diagonal)
        i, j = np.triu_indices(k, 1)
        A[i, j] = A[j, i] = mixed
        return g, A


def _width(D: FloatArray, B: BoolArray, radius: float) -> float:
    """How far trials count: REACH radii, or as far as enough trials are."""
    used = int((np.abs(D).max(axis=0, initial=0.0) > 0).sum())
    distances = np.sort(np.abs(D).max(axis=1, initial=0.0))
    enough = float(distances[min(2 * used + 1, len(distances) - 1)])
    return max(REACH * radius, enough)
