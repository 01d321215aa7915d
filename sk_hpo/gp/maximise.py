"""Where an acquisition function is largest, over a mixed space.

Notation::

    U       (q, d)  points of the unit cube
    starts  (s, d)  the best points so far
    free    (d,)    coordinates without an order, whose changes are new draws
    least   (d,)    the smallest step that changes a coordinate
    low     (d,)    and high, the bounds of where to look; of steps they are the unit

Random points and mutations of the best trials, then rounds that mutate the best points
found with ever smaller steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sk_hpo.gp.kernel import FloatArray

Score = Callable[[FloatArray], FloatArray]

N_RANDOM = 500
N_KEPT = 8
N_MUTATIONS = 25
START_STEPS = np.array([0.3, 0.1, 0.03, 0.01])
ROUND_STEPS = np.geomspace(0.1, 0.01, 3)


@dataclass(frozen=True)
class Domain:
    """What the coordinates are.

    Parameters
    ----------
    free : ndarray of bool, shape (d,)
    least : ndarray of shape (d,)
    snap : callable
        Moves points (q, d) to the nearest that exist.
    low, high : ndarray of shape (d,), or float
        Bounds, before points are snapped.
    """

    free: npt.NDArray[np.bool_]
    least: FloatArray
    snap: Callable[[FloatArray], FloatArray]
    low: FloatArray | float = 0.0
    high: FloatArray | float = 1.0

    def draw(self, n: int, rng: np.random.Generator) -> FloatArray:
        """Draw n points, (n, d)."""
        U = rng.random((n, len(self.free)))
        return self.snap(self.low + U * (self.high - self.low))

    def mutate(
        self, U: FloatArray, steps: FloatArray, rng: np.random.Generator
    ) -> FloatArray:
        """Change each point in some coordinates, at least one, by about its step.

        Parameters
        ----------
        U : ndarray of shape (q, d)
        steps : ndarray of shape (q,)
        rng : numpy.random.Generator

        Returns
        -------
        ndarray of shape (q, d)
        """
        q, d = U.shape
        # coordinates without an order change as seldom as a point has one change
        often = np.where(self.free, 1 / d, 0.6)
        changed = rng.random((q, d)) < often
        changed[np.arange(q), rng.integers(d, size=q)] = True
        size = np.maximum(steps[:, None] * (self.high - self.low), self.least)
        moved = U + size * rng.standard_normal((q, d))
        # reflected, since clipping would pile points up on the bounds' corners
        moved = self.low + np.abs(moved - self.low)
        moved = np.where(moved > self.high, 2 * self.high - moved, moved)
        moved = np.where(self.free, rng.random((q, d)), moved)
        return self.snap(np.clip(np.where(changed, moved, U), self.low, self.high))


def maximise(
    score: Score, domain: Domain, starts: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Look for the points of the highest score.

    Parameters
    ----------
    score : callable
        Gives the score (q,) of points (q, d); -inf for those that are of no use.
    domain : Domain
    starts : ndarray of shape (s, d)
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (q, d)
        The best points found, the very best first.
    """
    U = domain.draw(N_RANDOM, rng)
    if len(starts):
        near = np.repeat(starts, N_MUTATIONS, axis=0)
        steps = rng.choice(START_STEPS, len(near))
        U = np.concatenate([U, domain.mutate(near, steps, rng)])
    values = score(U)
    for step in ROUND_STEPS:
        kept = np.argsort(-values, kind="stable")[: max(N_KEPT, N_RANDOM // 4)]
        U, values = U[kept], values[kept]
        near = np.repeat(U[:N_KEPT], N_MUTATIONS, axis=0)
        new = domain.mutate(near, np.full(len(near), step), rng)
        U, values = np.concatenate([U, new]), np.concatenate([values, score(new)])
    return U[np.argsort(-values, kind="stable")]
