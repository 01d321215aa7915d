"""A few steps by the score alone, from where the descent of its stand-in has ended.

Notation: z of shape (d,) internal coordinates, Z of shape (n, d) several. A score is a
tuple: the real one and, where that is the same, the stand-in's.

A score that counts is constant between its jumps, and has no slope to follow. What it
is nearby can be foreseen (see ``outer/interpolate.py``), so that many places are looked
at, and few fitted: those that promise more than is known, and first a few where least
is.

Measured (``benchmarks/grad_heuristics.py polish``): without it 32 of 51 searches of
real data end at a worse score and none at a better one, by half a point of accuracy in
the mean, in 0.78 of the time.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sk_hpo.gradients.outer.quasirandom import spread
from sk_hpo.gradients.types import FloatArray

Scored = Callable[[FloatArray], tuple[float, float] | None]
# What is foreseen at Z: real scores of shape (n,), and how doubtful each is
Foreseen = tuple[FloatArray, FloatArray] | None
Foresee = Callable[[FloatArray], Foreseen]

ROUNDS = 3
# Places that are looked at in a round, a coordinate.
N_LOOKS = 10
# Of the widths of the box: half of the first round's, which then halves.
WIDEST = 0.2
# So many rounds begin with a fit where the score is most doubtful, if what is foreseen
# there is not worse than the best by more than this share of it.
N_DOUBTFUL, HOPE = 2, 0.02
# How many fits a round has at most of what promises more.
MOST_PROMISING = 2


def polish(
    score: Scored,
    foresee: Foresee,
    best: FloatArray,
    known: tuple[float, float],
    low: FloatArray,
    high: FloatArray,
) -> None:
    """Look around the best point, closer each time; who scores remembers.

    Parameters
    ----------
    score, foresee : callable
        A score may be None where it is not defined, which ends it. What is foreseen may
        be None too, and then depends on nothing.
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
        doubtful = [_most_doubtful] if number < N_DOUBTFUL else []
        for choose in [*doubtful, *[_most_promising] * MOST_PROMISING]:
            z = choose(Z, foresee(Z), known[0])
            if z is None:
                break
            found = score(z)
            if found is None:
                return
            if found > known:
                best, known = z, found


def _most_doubtful(Z: FloatArray, seen: Foreseen, least: float) -> FloatArray | None:
    """Choose where the score is least known, of what is not hopeless."""
    if seen is None:
        return np.asarray(Z[0])
    promised, doubt = seen
    hopeful = promised >= least - HOPE * abs(least)
    if not hopeful.any():
        return None
    return np.asarray(Z[np.where(hopeful, doubt, -1.0).argmax()])


def _most_promising(Z: FloatArray, seen: Foreseen, least: float) -> FloatArray | None:
    """Choose what promises most, if that is more than the least.

    Of places that promise the same it is the one whose surroundings promise most.
    """
    if seen is None or not seen[0].max() > least:
        return None
    promised, _ = seen
    widths = np.ptp(Z, axis=0)
    scaled = Z / np.where(widths > 0, widths, 1.0)
    distances = np.abs(scaled[:, None] - scaled).max(axis=2)
    near = np.argsort(distances, axis=1, kind="stable")[:, : 2 * Z.shape[1] + 1]
    around = promised[near].mean(axis=1)
    return np.asarray(Z[np.lexsort([-around, -promised])[0]])
