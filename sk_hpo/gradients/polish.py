"""A few steps by the score alone, from where the descent of its stand-in has ended.

Notation: z of shape (d,) internal coordinates, Z of shape (n, d) several. A score is a
tuple: the real one and, where that is the same, the stand-in's.

A score that counts is constant between its jumps, and has no slope to follow. What it
is nearby can be foreseen (see ``between.py``), so that many places are looked at and
only those fitted that promise more than is known.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sk_hpo.gradients.arrays import FloatArray
from sk_hpo.gradients.design import spread

Scored = Callable[[FloatArray], tuple[float, float]]
# Z -> real scores of shape (n,), as far as they can be foreseen
Foreseen = Callable[[FloatArray], FloatArray | None]

ROUNDS = 3
# Places that are looked at in a round, a coordinate; how many of them are fitted at
# most, and how many if nothing can be foreseen.
N_LOOKS = 10
MOST_FITS = 2
# Of the widths of the box: half of the first round's, which then halves.
WIDEST = 0.2


def polish(
    score: Scored,
    foresee: Foreseen,
    best: FloatArray,
    known: tuple[float, float],
    low: FloatArray,
    high: FloatArray,
) -> None:
    """Look around the best point, closer each time; who scores remembers.

    Parameters
    ----------
    score, foresee : callable
    best : ndarray of shape (d,)
        Where to begin.
    known : tuple
        Its score.
    low, high : ndarray of shape (d,)
    """
    n, d = N_LOOKS * len(low), len(low)
    points = (2 * spread(ROUNDS * n, d) - 1).reshape(ROUNDS, n, d)
    for number, star in enumerate(points):
        radius = WIDEST / 2**number
        Z = np.clip(best + radius * (high - low) * star, low, high)
        for z, promised in _most_promising(Z, foresee(Z)):
            if promised <= known[0]:
                break
            found = score(z)
            if found > known:
                best, known = z, found


def _most_promising(
    Z: FloatArray, promised: FloatArray | None
) -> list[tuple[FloatArray, float]]:
    """Give what to fit, and what it promises.

    Of places that promise the same first those whose surroundings promise most.
    """
    if promised is None:
        return [(z, np.inf) for z in Z[:MOST_FITS]]
    widths = np.ptp(Z, axis=0)
    scaled = Z / np.where(widths > 0, widths, 1.0)
    distances = np.abs(scaled[:, None] - scaled).max(axis=2)
    near = np.argsort(distances, axis=1, kind="stable")[:, : 2 * Z.shape[1] + 1]
    around = promised[near].mean(axis=1)
    order = np.lexsort([-around, -promised])[:MOST_FITS]
    return [(Z[i], float(promised[i])) for i in order]
