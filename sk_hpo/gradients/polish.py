"""A few steps by the score alone, from where the descent of its stand-in has ended.

Notation: z of shape (d,) internal coordinates. A score is a tuple: the real one and,
where that is the same, the stand-in's.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sk_hpo.gradients.arrays import FloatArray
from sk_hpo.gradients.design import spread

Scored = Callable[[FloatArray], tuple[float, float]]

ROUNDS = 3
# Of the widths of the box: half of the first round's, which then halves.
WIDEST = 0.2


def polish(
    score: Scored,
    best: FloatArray,
    known: tuple[float, float],
    low: FloatArray,
    high: FloatArray,
) -> None:
    """Look around the best point, closer each time; who scores remembers.

    Parameters
    ----------
    score : callable
    best : ndarray of shape (d,)
        Where to begin.
    known : tuple
        Its score.
    low, high : ndarray of shape (d,)
    """
    d = len(low)
    n = 2 * d + 2
    points = 2 * spread(ROUNDS * n, d) - 1
    for number, point in enumerate(points):
        radius = WIDEST / 2 ** (number // n)
        z = np.clip(best + radius * (high - low) * point, low, high)
        found = score(z)
        if found > known:
            best, known = z, found
