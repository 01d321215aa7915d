"""Minimise J over a box from where its valleys seem to be.

Each valley is searched by a surface (see ``outer/gradient_gp.py``) through the points
of a region around it. The region moves with the best point, and shrinks when none is
better, until the slopes promise nothing. The rest of the box has been looked at before,
by other means (``descent/look.py``): it is not explored again, where evaluations may be
dear.

Measured (``benchmarks/grad_heuristics.py regions``): with the hints as points of a
design for one surface instead, 39 searches take 1.6 times the evaluations and 1.14
times the time, those of ``grad.py`` 1.2 times (kernel ridge regression) to 3.6 times
(SVR); 8 end at a worse score, 5 at a better one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sk_hpo.gradients.outer.gradient_gp import (
    NOISES,
    WORTH,
    Objective,
    Seen,
    search,
    size_of,
)
from sk_hpo.gradients.types import BoolArray, FloatArray

# Half the width of a region, as a share of the box.
REACH = 0.15
MOST_REGIONS = 6
# By what a region shrinks, and how often.
SHRUNK, MOST_SHRINKS = 0.35, 2
# Steps in a row that gain too little end a region.
PATIENCE = 4
# A step as long as this, as a share of the box, has to promise something to go on.
STEP = 0.03
# Another valley is searched if slopes promise that it is lower, so far from its hint,
# as a share of the region.
HOPE = 0.3


@dataclass(frozen=True)
class Hints:
    """Where valleys seem to be.

    Parameters
    ----------
    points : ndarray of shape (n, d)
        In the unit cube, the most promising first.
    looked : ndarray of bool, of shape (d,)
        In which coordinates they were looked for. The others are not known at all.
    """

    points: FloatArray
    looked: BoolArray


def minimise_in_regions(
    objective: Objective, seen: list[Seen], hints: Hints, enough: float
) -> tuple[FloatArray, float, str]:
    """Evaluate the hints, and search around the best point and other valleys.

    Parameters
    ----------
    objective : callable
        Of points in the unit cube.
    seen : list of Seen
        What is known.
    hints : Hints
    enough : float
        What is not worth another step, as a share of J.

    Returns
    -------
    x, J, reason : ndarray of shape (d,), float, str
        The best point, its J, and why the search ended.
    """
    valleys = [Seen(x, *objective(x)) for x in hints.points]
    seen += valleys
    reach = np.where(hints.looked, REACH, 1.0)
    reason, shrinks, width = "converged", 0, reach
    for number in range(MOST_REGIONS):
        best = _best(seen)
        if number and _slopes(best) * STEP <= max(WORTH, enough) * size_of(seen):
            break
        reason = _searched(objective, seen, best, width, enough)
        gained = best.J - _best(seen).J
        if gained <= WORTH * size_of(seen):
            shrinks, width = shrinks + 1, width * SHRUNK
            if shrinks > MOST_SHRINKS:
                break
    for valley in valleys:
        best = _best(seen)
        elsewhere = bool((np.abs(valley.x - best.x) > reach).any())
        if elsewhere and valley.J - HOPE * float(np.abs(valley.G) @ reach) < best.J:
            _searched(objective, seen, valley, reach, enough)
    best = _best(seen)
    return best.x, best.J, reason


def _best(seen: list[Seen]) -> Seen:
    return min(seen, key=lambda point: point.J)


def _slopes(point: Seen) -> float:
    """Give the sum of the slopes, without those that lead out of the cube."""
    x, G = point.x, point.G
    out = ((x <= 0) & (G > 0)) | ((x >= 1) & (G < 0))
    return float(np.abs(G[~out]).sum())


def _searched(
    objective: Objective,
    seen: list[Seen],
    centre: Seen,
    reach: FloatArray,
    enough: float,
) -> str:
    """Search a region, and add to what is seen; say why it ended."""
    low, high = np.maximum(centre.x - reach, 0), np.minimum(centre.x + reach, 1)
    widths = high - low
    inside = [
        point
        for point in seen
        if ((point.x >= low - reach / 2) & (point.x <= high + reach / 2)).all()
    ]
    local = [
        Seen((point.x - low) / widths, point.J, point.G * widths) for point in inside
    ]

    def scaled(u: FloatArray) -> tuple[float, FloatArray]:
        # to the last bit at bounds of the cube
        x = np.where(u < 1, low + u * widths, high)
        J, G = objective(x)
        seen.append(Seen(x, J, G))
        return J, G * widths

    # kinks, of which a region may be full, are noise of the slopes
    return search(
        scaled,
        local,
        enough,
        size=size_of(seen),
        patience=PATIENCE,
        n_noises=len(NOISES),
    )
