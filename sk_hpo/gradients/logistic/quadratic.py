"""A quadratic function with an L1 penalty, minimised exactly.

Notation: x of shape (a,), H of shape (a, a) symmetric and positive definite (or nearly
so), h and lam of shape (a,), lam >= 0:

    phi(x) = x' H x / 2 - h' x + sum lam |x|

An active set method (feature-sign search; H. Lee et al., "Efficient sparse coding
algorithms", NIPS 2006): with the signs of x given, phi is quadratic, and its minimum is
one linear system away. If the way there crosses zeros, the step ends where phi is
least. Every step lowers phi, so that no signs occur twice. From a start nearby it takes
a few systems; from far away, with a nearly singular H, it might take thousands. Then an
interior point method (``interior_point.py``) finds the zeros first. The work is
bounded.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.linalg.systems import Solve, factorised
from sk_hpo.gradients.logistic.interior_point import minimum_within
from sk_hpo.gradients.types import (
    BoolArray,
    FloatArray,
    IntArray,
    NotDifferentiableError,
)

# A gradient may exceed lam by this share.
ROUNDING = 1e-12
# How many systems guesses of signs may solve, of the order of H and small ones: no more
# than an interior point method.
GUESSES = 6, 20
# After an interior point method, one or two of the order of x's support suffice, except
# for ties. It may fail if H is singular to rounding; then only guesses are left.
LONGER = 20, 300
# By how much the conditions of a minimum may be violated, as a share of their terms:
# more than by a raised diagonal, and much less than where all digits are lost.
PLAUSIBLE = 1e-4
# A system costs as much more than its factorisation as one of this order.
OVERHEAD = 200


def minimum(
    H: FloatArray, h: FloatArray, lam: FloatArray, start: FloatArray
) -> FloatArray:
    """Find x.

    Parameters
    ----------
    H : ndarray of shape (a, a)
    h, lam : ndarray of shape (a,)
    start : ndarray of shape (a,)

    Returns
    -------
    ndarray of shape (a,)

    Raises
    ------
    NotDifferentiableError
        If H is so nearly singular that it is not found.
    """
    for most, from_within in ((GUESSES, False), (LONGER, True), (LONGER, False)):
        try:
            if from_within and lam.any():  # or there are no zeros to find
                x = _from_within(H, h, lam, most)
            else:
                x = _Search(H, h, lam, most).minimised(start)
        except _TooMuchError:
            continue
        if _plausible(H, h, lam, x):
            return x
    raise NotDifferentiableError(
        "the coefficients are nearly undetermined under this L1 penalty"
    )


def _plausible(H: FloatArray, h: FloatArray, lam: FloatArray, x: FloatArray) -> bool:
    """Return whether x fulfils the conditions of a minimum, despite rounding."""
    g = H @ x - h
    off = np.where(x == 0, np.maximum(np.abs(g) - lam, 0), np.abs(g + lam * np.sign(x)))
    return bool(off.max(initial=0.0) <= PLAUSIBLE * (np.abs(h) + lam).max(initial=0.0))


def _from_within(
    H: FloatArray, h: FloatArray, lam: FloatArray, most: tuple[int, int]
) -> FloatArray:
    # in units in which the diagonal of H is 1
    units = np.sqrt(H.diagonal())
    units[units == 0] = 1.0
    H, h, lam = H / units / units[:, None], h / units, lam / units
    return _Search(H, h, lam, most).minimised(minimum_within(H, h, lam)) / units


class _TooMuchError(Exception):
    """The guesses of signs take too long."""


class _Search:
    """Steps from signs to signs, which solve a limited number of systems.

    Parameters
    ----------
    H : ndarray of shape (a, a)
    h, lam : ndarray of shape (a,)
    most : (int, int)
        The number of systems of order a, and of small ones in addition.
    """

    def __init__(
        self, H: FloatArray, h: FloatArray, lam: FloatArray, most: tuple[int, int]
    ) -> None:
        self.H, self.h, self.lam = H, h, lam
        self.left = most[0] * len(H) ** 3 + most[1] * OVERHEAD**3

    def minimised(self, x: FloatArray) -> FloatArray:
        """Minimise from a start."""
        H, h, lam = self.H, self.h, self.lam
        largest = H.diagonal().max(initial=0.0)
        eager = True  # all coordinates enter at once, not only the worst
        while True:
            g = H @ x - h
            scale = float((np.abs(h) + lam + largest * np.abs(x)).max(initial=0.0))
            pull = np.where(x == 0, np.maximum(np.abs(g) - lam, 0), 0.0)
            entering = pull > ROUNDING * scale
            if not eager and entering.any():
                entering = np.arange(len(x)) == np.argmax(pull)
            active = (x != 0) | entering
            signs = np.where(x != 0, np.sign(x), -np.sign(g))
            there, kept = self._solved(signs, active, entering)
            better = self._along(g, x, there, active & kept)
            if better is None:
                if not entering.any():
                    return self._finer(x, there)
                if not eager:
                    return x
                eager = False  # the coordinates that enter obstruct each other
                continue
            # it is a minimum only under the signs that were assumed
            same_signs = not ((x * there < 0) & (lam > 0)).any()
            arrived = same_signs and np.array_equal(better, there)
            done = arrived and not (entering & kept).any()
            x, eager = better, True
            if done and not self._pulled(x, ROUNDING * scale):
                return x

    def _finer(self, x: FloatArray, there: FloatArray) -> FloatArray:
        """Return the solution for the signs of x if it has these signs, else x.

        The gradient of phi is more precise than phi itself.
        """
        if not np.array_equal(np.sign(x), np.sign(there)):
            return x
        own, forces = x != 0, self.lam * np.sign(x) - self.h
        off = [np.abs(self.H @ w + forces)[own].max(initial=0.0) for w in (there, x)]
        return there if off[0] < off[1] else x

    def _pulled(self, x: FloatArray, least: float) -> bool:
        """Return whether a coordinate would leave 0."""
        g = self.H @ x - self.h
        return bool((np.abs(g) - self.lam)[x == 0].max(initial=0.0) > least)

    def _solved(
        self, signs: FloatArray, active: BoolArray, entering: BoolArray
    ) -> tuple[FloatArray, BoolArray]:
        """Minimise over the active coordinates with their signs.

        Coordinates that enter with the wrong sign leave again.
        """
        h, lam, kept = self.h, self.lam, np.ones_like(active)
        while True:
            own = np.flatnonzero(active & kept)
            there = np.zeros_like(h)
            if len(own):
                there[own] = self._system(own)(h[own] - lam[own] * signs[own])
            wrong = entering & kept & (there * signs <= 0) & (lam > 0)
            if not wrong.any():
                return there, kept
            kept &= ~wrong

    def _system(self, own: IntArray) -> Solve:
        """Prepare to solve with the rows and columns `own` of H."""
        self.left -= len(own) ** 3 + OVERHEAD**3
        if self.left < 0:
            raise _TooMuchError
        return factorised(self.H[np.ix_(own, own)])

    def _along(
        self, g: FloatArray, x: FloatArray, there: FloatArray, active: BoolArray
    ) -> FloatArray | None:
        """Return the best of the zero crossings, the end, and the end cut to zeros.

        Cut to zeros, all coordinates that would change their signs leave at once. None
        if none of them lowers phi.
        """
        own = np.flatnonzero(active)
        a, b, strength = x[own], there[own], self.lam[own]
        d = b - a
        crosses = (a * b < 0) & (strength > 0)
        now = np.abs(a) @ strength
        Hd = self.H[:, own] @ d
        slope, bend = float(g[own] @ d), float(d @ Hd[own])
        best, least = b, slope + bend / 2 + np.abs(b) @ strength - now
        if crosses.any():
            step = np.where(crosses, -a, d)
            change = float(g[own] @ step) + step @ (self.H[np.ix_(own, own)] @ step) / 2
            cut = change + np.abs(a + step) @ strength - now
            lengths = np.unique(-a[crosses] / d[crosses])
            points = a + lengths[:, None] * d
            changes = lengths * slope + lengths**2 * bend / 2
            changes += np.abs(points) @ strength - now
            first = int(np.argmin(changes))
            if changes[first] < min(least, cut):
                at_zero = crosses & (np.abs(points[first]) <= 1e-14 * np.abs(d))
                best, least = np.where(at_zero, 0.0, points[first]), changes[first]
            elif cut < least:
                best, least = np.where(crosses, 0.0, b), cut
        if not least < -(ROUNDING**1.25) * (np.abs(g[own] @ a) + now):
            return None
        better = x.copy()
        better[own] = best
        return better
