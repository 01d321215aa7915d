"""The box in which an acquisition function is maximised, over a mixed space.

Notation: d coordinates, U of shape (q, d) points of the unit cube, values of shape (q,)
those of the function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sk_hpo.gp.kernel import BoolArray, FloatArray, IntArray

# Of one lot of points, so many are tested at most, and so many that are allowed kept.
MOST_TESTED = 40
N_ALLOWED = 8


@dataclass(frozen=True)
class Allowed:
    """Which points are allowed.

    Parameters
    ----------
    test : callable
        Returns whether a point (d,) is.
    points : ndarray of shape (m, d)
        Some that are.
    """

    test: Callable[[FloatArray], bool]
    points: FloatArray

    def best(
        self, U: FloatArray, values: FloatArray, n: int = N_ALLOWED
    ) -> tuple[FloatArray, FloatArray]:
        """Return the best allowed points of U, at most n of them, and their values."""
        found: list[int] = []
        for i in np.argsort(-values, kind="stable")[:MOST_TESTED]:
            if len(found) == n or values[i] == -np.inf:
                break
            if self.test(U[i]):
                found.append(int(i))
        return U[found], values[found]


@dataclass(frozen=True)
class Box:
    """A box of the unit cube, and how points move in it.

    Parameters
    ----------
    low, high : ndarray of shape (d,)
        Bounds, before points are snapped.
    snap : callable
        Moves points (q, d) to the nearest that exist.
    unordered : ndarray of bool, shape (d,)
        Coordinates without an order: a change draws a new value.
    least : ndarray of shape (d,)
        The smallest step that changes a coordinate.
    smooth : ndarray of int, shape (s,)
        Coordinates along which the function has a slope.
    listed : sequence of (int, ndarray)
        The other coordinates that vary, each with the sorted positions of its values.
    allowed : Allowed, optional
        Which points may be returned; by default all.
    """

    low: FloatArray
    high: FloatArray
    snap: Callable[[FloatArray], FloatArray]
    unordered: BoolArray
    least: FloatArray
    smooth: IntArray
    listed: Sequence[tuple[int, FloatArray]]
    allowed: Allowed | None = None

    def draw(self, n: int, rng: np.random.Generator) -> FloatArray:
        """Draw n points, (n, d)."""
        U = rng.random((n, len(self.low)))
        return self.snap(self.low + U * (self.high - self.low))

    def mutate(
        self, U: FloatArray, steps: FloatArray, rng: np.random.Generator
    ) -> FloatArray:
        """Change each point in at least one coordinate, by about its step.

        Parameters
        ----------
        U : ndarray of shape (q, d)
        steps : ndarray of shape (q,)
            Relative to the width of the box.
        rng : numpy.random.Generator

        Returns
        -------
        ndarray of shape (q, d)
        """
        q, d = U.shape
        # if no coordinate has an order, one of them changes on average
        often = np.where(self.unordered, 1 / d, 0.6)
        changed = rng.random((q, d)) < often
        changed[np.arange(q), rng.integers(d, size=q)] = True
        size = np.maximum(steps[:, None] * (self.high - self.low), self.least)
        moved = U + size * rng.standard_normal((q, d))
        # reflect: clipping would move too many points to the corners
        moved = self.low + np.abs(moved - self.low)
        moved = np.where(moved > self.high, 2 * self.high - moved, moved)
        moved = np.where(self.unordered, rng.random((q, d)), moved)
        return self.snap(np.clip(np.where(changed, moved, U), self.low, self.high))
