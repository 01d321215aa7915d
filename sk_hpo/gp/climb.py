"""Local search for the maximum of an acquisition function, over a mixed space.

Notation: U of shape (q, d) points of the unit cube, values of shape (q,) those of the
function.

Two steps alternate. L-BFGS maximises along the smooth coordinates of all points at
once: their sum is largest where each value is largest. Then each other coordinate is
set to its nearest values, or to all values if they have no order.

Byrd, Lu, Nocedal and Zhu, A Limited Memory Algorithm for Bound Constrained Optimization
(1995). Balandat et al., BoTorch (2020), arXiv:1910.06403, section 4, on why to use
gradients.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import minimize

from sk_hpo.gp.box import Allowed, Box
from sk_hpo.gp.kernel import BoolArray, FloatArray
from sk_hpo.gp.maximise import Score

# From points (q, d) to values (q,) and gradients (q, d).
Slopes = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
# From points to a function that returns the slopes there, and at points that differ
# from them in smooth coordinates only.
SlopesFrom = Callable[[FloatArray], Slopes]

N_TURNS = 2
MOST_ITERATIONS = 12
# Of L-BFGS, relative to the sum of the values, whose order of magnitude is 10.
TOLERANCE = 1e-4
# How many values on either side are tried for a coordinate with an order.
REACH = 2
# Points that differ by less in every coordinate would reach the same maximum.
SAME_MAXIMUM = 0.1
# How many of the best points may become starting points.
N_CONSIDERED = 200
# How far to go towards a maximum along the smooth coordinates if not all points are
# allowed: less far, if the maximum is not.
SHARES = (1.0, 0.75, 0.5, 0.25, 0.1)


def apart(ranked: FloatArray, n: int) -> FloatArray:
    """Return the first n of ranked points (q, d) that are not close to each other."""
    chosen, left = ranked[:0], ranked[:N_CONSIDERED]
    while len(chosen) < n and len(left):
        chosen = np.concatenate([chosen, left[:1]])
        left = left[np.abs(left - left[0]).max(axis=1) > SAME_MAXIMUM]
    return chosen


def climb(
    score: Score, slopes: SlopesFrom, box: Box, U: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return points at least as good as U (q, d), and their values (q,).

    If not all points of the box are allowed, those of U must be.
    """
    allowed = box.allowed
    U, values = U.copy(), score(U)
    climbing = np.arange(len(U))
    for _ in range(N_TURNS):
        here, height = U[climbing], values[climbing]
        if len(box.smooth):
            shares = (1.0,) if allowed is None else SHARES
            moves = _ascended(slopes(here), box, here, shares)
            _take_better(here, height, moves, score, allowed)
        stepped = _take_better(here, height, _neighbours(box, here), score, allowed)
        U[climbing], values[climbing] = here, height
        # the others are at a local maximum
        climbing = climbing[stepped]
        if not len(climbing):
            break
    return U, values


def _ascended(
    slopes: Slopes, box: Box, U: FloatArray, shares: Sequence[float]
) -> FloatArray:
    """Return the points after L-BFGS along the smooth coordinates, (t, q, d).

    Each of the t shares is how much of the way to them is gone.
    """
    smooth, moved = box.smooth, U.copy()

    def descent(x: FloatArray) -> tuple[float, FloatArray]:
        moved[:, smooth] = x.reshape(len(U), -1)
        values, gradient = slopes(moved)
        return -float(values.sum()), -gradient[:, smooth].ravel()

    x = U[:, smooth].ravel()
    found = minimize(
        descent,
        x,
        jac=True,
        method="L-BFGS-B",
        bounds=list(zip(box.low[smooth], box.high[smooth], strict=True)) * len(U),
        options={
            "maxiter": MOST_ITERATIONS,
            "maxfun": 2 * MOST_ITERATIONS,
            "ftol": TOLERANCE,
        },
    )
    moved[:, smooth] = found.x.reshape(len(U), -1)
    ways = [moved if share == 1 else U + share * (moved - U) for share in shares]
    return np.array([box.snap(way) for way in ways])


def _neighbours(box: Box, U: FloatArray) -> FloatArray:
    """Return points with one coordinate that is not smooth changed, (t, q, d)."""
    moves = []
    for j, places in box.listed:
        values = list(places)
        if not box.unordered[j]:
            at = np.abs(U[:, j, None] - places).argmin(axis=1)
            near = [at + step for step in range(-REACH, REACH + 1) if step]
            values = [places[np.clip(one, 0, len(places) - 1)] for one in near]
        for value in values:
            moves.append(U.copy())
            moves[-1][:, j] = value
    # one call for all points is faster
    moved = np.array(moves).reshape(-1, *U.shape)
    return box.snap(moved.reshape(-1, U.shape[1])).reshape(moved.shape)


def _take_better(
    U: FloatArray,
    values: FloatArray,
    moves: FloatArray,
    score: Score,
    allowed: Allowed | None,
) -> BoolArray:
    """Move each point in place to the best of its moves (t, q, d), if it is better.

    Return which points have moved, (q,).
    """
    if not len(moves):
        return np.zeros(len(U), dtype=np.bool_)
    found = score(moves.reshape(-1, U.shape[1])).reshape(moves.shape[:2])
    if allowed is not None:
        for i in range(len(U)):
            found[:, i] = _only_best(moves[:, i], found[:, i], values[i], allowed)
    best, q = found.argmax(axis=0), np.arange(len(U))
    better = found[best, q] > values
    U[better] = moves[best, q][better]
    values[better] = found[best, q][better]
    return np.asarray(better)


def _only_best(
    moves: FloatArray, found: FloatArray, value: float, allowed: Allowed
) -> FloatArray:
    """Return the values (t,) of a point's moves, but -inf for all except one.

    That is the best move that is allowed, if it is better than the point itself.
    """
    found = np.where(found > value, found, -np.inf)
    chosen, height = allowed.best(moves, found, 1)
    if not len(chosen):
        return np.full_like(found, -np.inf)
    is_chosen = (moves == chosen[0]).all(axis=1) & (found == height[0])
    return np.where(is_chosen, found, -np.inf)
