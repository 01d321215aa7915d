"""Random search for the maximum of an acquisition function, over a mixed space.

Notation: U of shape (q, d) points of the unit cube, starts of shape (s, d) the best
points so far.

The search begins with random points and mutations of the best points so far. Each round
mutates the best points found, with smaller steps than the round before.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sk_hpo.gp.box import Box
from sk_hpo.gp.kernel import FloatArray

Score = Callable[[FloatArray], FloatArray]

N_RANDOM = 500
N_KEPT = 8
N_MUTATIONS = 25
START_STEPS = np.array([0.3, 0.1, 0.03, 0.01])
ROUND_STEPS = np.geomspace(0.1, 0.01, 3)


def maximise(
    score: Score, box: Box, starts: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Search for the points with the highest score.

    Parameters
    ----------
    score : callable
        Returns the scores (q,) of points (q, d): -inf for points to avoid.
    box : Box
    starts : ndarray of shape (s, d)
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (q, d)
        The best points found, the best first.
    """
    U = box.draw(N_RANDOM, rng)
    if len(starts):
        near = np.repeat(starts, N_MUTATIONS, axis=0)
        steps = rng.choice(START_STEPS, len(near))
        U = np.concatenate([U, box.mutate(near, steps, rng)])
    values = score(U)
    for step in ROUND_STEPS:
        kept = np.argsort(-values, kind="stable")[: max(N_KEPT, N_RANDOM // 4)]
        U, values = U[kept], values[kept]
        near = np.repeat(U[:N_KEPT], N_MUTATIONS, axis=0)
        new = box.mutate(near, np.full(len(near), step), rng)
        U, values = np.concatenate([U, new]), np.concatenate([values, score(new)])
    return U[np.argsort(-values, kind="stable")]
