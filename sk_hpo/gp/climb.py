"""To the top of an acquisition function from good points of a mixed space.

Notation::

    U       (q, d)  points of the unit cube, which climb side by side
    smooth  (s,)    the coordinates along which it has a slope
    values  (q,)    of the function, to be maximised

In turn: L-BFGS along the smooth coordinates, all points as one vector (what they sum up
to is largest where each is), and the nearest values of each other coordinate, all of
those without an order.

Byrd, Lu, Nocedal and Zhu, A Limited Memory Algorithm for Bound Constrained Optimization
(1995). That gradients find what random points miss: Balandat et al., BoTorch (2020),
arXiv:1910.06403, section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from sk_hpo.gp.kernel import FloatArray, IntArray
from sk_hpo.gp.maximise import Score

# From points (q, d) to values (q,) and gradients (q, d).
Slopes = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
# From points to the slopes at these and others that differ in smooth coordinates only.
SlopesFrom = Callable[[FloatArray], Slopes]

N_TURNS = 2
MOST_ITERATIONS = 12
# Of the sum of the values, some tens of log units: what is left changes little.
TOLERANCE = 1e-4
# How many values to either side are tried of a coordinate with an order.
REACH = 2
# Points that differ by less in every coordinate would climb to the same top.
SAME_HILL = 0.1
# Among so many of the best points others are looked for.
N_LOOKED_AT = 200


@dataclass(frozen=True)
class Terrain:
    """Where points may go.

    Parameters
    ----------
    smooth : ndarray of int, shape (s,)
        Coordinates that are climbed along by their slope.
    steps : sequence of (int, ndarray, bool)
        The other coordinates that vary, the places of their values, in order, and
        whether the order means something.
    snap : callable
        Moves points (q, d) to the nearest that exist.
    bounds : sequence of (float, float), optional
        Of each smooth coordinate; None: the unit cube's.
    """

    smooth: IntArray
    steps: Sequence[tuple[int, FloatArray, bool]]
    snap: Callable[[FloatArray], FloatArray]
    bounds: Sequence[tuple[float, float]] | None = None


def apart(ranked: FloatArray, n: int) -> FloatArray:
    """Return the first n of some points (q, d) that are not all on one hill."""
    chosen, left = ranked[:0], ranked[:N_LOOKED_AT]
    while len(chosen) < n and len(left):
        chosen = np.concatenate([chosen, left[:1]])
        left = left[np.abs(left - left[0]).max(axis=1) > SAME_HILL]
    return chosen


def climb(
    score: Score, slopes: SlopesFrom, terrain: Terrain, U: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give points at least as good as U (q, d), and their values (q,)."""
    U, values = U.copy(), score(U)
    climbing = np.arange(len(U))
    for _ in range(N_TURNS):
        here, height = U[climbing], values[climbing]
        if len(terrain.smooth):
            _take_better(here, height, _ascended(slopes(here), terrain, here), score)
        stepped = _take_better(here, height, _neighbours(terrain, here), score)
        U[climbing], values[climbing] = here, height
        # the others would climb from where they have climbed to
        climbing = climbing[stepped]
        if not len(climbing):
            break
    return U, values


def _ascended(slopes: Slopes, terrain: Terrain, U: FloatArray) -> FloatArray:
    """Return the points after L-BFGS along the smooth coordinates, (1, q, d)."""
    smooth, moved = terrain.smooth, U.copy()

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
        bounds=[*(terrain.bounds or [(0.0, 1.0)] * len(smooth))] * len(U),
        options={
            "maxiter": MOST_ITERATIONS,
            "maxfun": 2 * MOST_ITERATIONS,
            "ftol": TOLERANCE,
        },
    )
    moved[:, smooth] = found.x.reshape(len(U), -1)
    return terrain.snap(moved)[None]


def _neighbours(terrain: Terrain, U: FloatArray) -> FloatArray:
    """Return the points one step away in one other coordinate, (t, q, d)."""
    moves = np.array(list(_steps(terrain, U))).reshape(-1, *U.shape)
    # all at once: it is called often, for little
    return terrain.snap(moves.reshape(-1, U.shape[1])).reshape(moves.shape)


def _steps(terrain: Terrain, U: FloatArray) -> Iterator[FloatArray]:
    for j, places, ordered in terrain.steps:
        if ordered:
            at = np.abs(U[:, j, None] - places).argmin(axis=1)
            near = [at + step for step in range(-REACH, REACH + 1) if step]
            values = [places[np.clip(one, 0, len(places) - 1)] for one in near]
        else:
            values = [np.full(len(U), place) for place in places]
        for value in values:
            moved = U.copy()
            moved[:, j] = value
            yield moved


def _take_better(
    U: FloatArray, values: FloatArray, moves: FloatArray, score: Score
) -> npt.NDArray[np.bool_]:
    """Move each point in place to the best of its moves (t, q, d), if it is better.

    Gives which have moved.
    """
    if not len(moves):
        return np.zeros(len(U), dtype=np.bool_)
    found = score(moves.reshape(-1, U.shape[1])).reshape(moves.shape[:2])
    best, q = found.argmax(axis=0), np.arange(len(U))
    better = found[best, q] > values
    U[better] = moves[best, q][better]
    values[better] = found[best, q][better]
    return np.asarray(better)
