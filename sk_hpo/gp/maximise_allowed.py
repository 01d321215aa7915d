"""Random search for the maximum of an acquisition function on the allowed points.

Notation: U of shape (q, d) points of the unit cube, values of shape (q,) those of the
function; starts of shape (s, d) the best points so far.

To find out whether a point is allowed takes longer than to compute its value. So points
are tested in the order of their values, and not all of them: where nothing is allowed
nothing is known, so the function is large there. The search goes on from points that
are known to be allowed, and from the best points so far.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gp.box import Box
from sk_hpo.gp.kernel import FloatArray
from sk_hpo.gp.maximise import (
    N_KEPT,
    N_MUTATIONS,
    N_RANDOM,
    ROUND_STEPS,
    START_STEPS,
    Score,
)

# How many of the points that are known to be allowed are kept. If the box has fewer,
# more are drawn.
N_KNOWN = 40


def maximise_allowed(
    score: Score, box: Box, starts: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Search for the allowed points with the highest score.

    Parameters
    ----------
    score : callable
        Returns the scores (q,) of points (q, d): -inf for points to avoid.
    box : Box
        With `allowed`.
    starts : ndarray of shape (s, d)
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (q, d)
        The best points found, the best first; empty if none is allowed.
    """
    allowed = box.allowed
    assert allowed is not None
    known = allowed.points
    known = known[((known >= box.low) & (known <= box.high)).all(axis=1)]
    values = score(known)
    first = np.argsort(-values, kind="stable")[:N_KNOWN]
    U, values = known[first], values[first]
    lots = [box.draw(N_RANDOM, rng)] if len(known) < N_KNOWN else []
    if len(starts):
        near = np.repeat(starts, N_MUTATIONS, axis=0)
        lots.append(box.mutate(near, rng.choice(START_STEPS, len(near)), rng))
    for lot in lots:
        U, values = _with(U, values, *allowed.best(lot, score(lot)))
    for step in ROUND_STEPS:
        if not len(U):
            break
        near = np.repeat(U[:N_KEPT], N_MUTATIONS, axis=0)
        new = box.mutate(near, np.full(len(near), step), rng)
        U, values = _with(U, values, *allowed.best(new, score(new)))
    return U


def _with(
    U: FloatArray, values: FloatArray, more: FloatArray, their: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return points and more points, the best first, and their values."""
    U, values = np.concatenate([U, more]), np.concatenate([values, their])
    order = np.argsort(-values, kind="stable")
    return U[order], values[order]
