"""Where else to look on a line if its minimum is a kink.

L1 penalties, and losses with a threshold, make J piecewise smooth: its slope jumps
where a row or a column enters or leaves the fit. If it does so at the minimum, J has
minima beside it that the slopes at the points of a scan do not show.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sk_hpo.gradients.outer.line_search import Point

# A minimum is a kink if its slope, over half the spacing of the scan, would change J by
# more than this share.
KINKED = 3e-3
# Points closer than this share of the spacing belong to the search for the minimum.
CLOSE = 1 / 3


def beside_kink(
    seen: Sequence[Point], best: Point, spacing: float, scale: float
) -> list[float]:
    """Return the middles of the next wide intervals on both sides of a kink.

    Parameters
    ----------
    seen : sequence of Point
        The points evaluated.
    best : Point
        The best of them.
    spacing : float
        The distance between points of the scan.
    scale : float
        What changes of J are relative to.

    Returns
    -------
    list of float
        Empty if the minimum is no kink, or if it is at an end of the line.
    """
    points = sorted(seen, key=lambda p: p.z)
    if best in (points[0], points[-1]):
        return []
    if not abs(best.slope) * spacing / 2 > KINKED * scale:
        return []
    i = points.index(best)
    middles = (_middle(side, CLOSE * spacing) for side in (points[i::-1], points[i:]))
    return [middle for middle in middles if middle is not None]


def _middle(side: Sequence[Point], close: float) -> float | None:
    """Return the middle of the first wide interval, None if its end has no slope.

    J is flat there, or has no gradient.
    """
    for a, b in pairwise(side):
        if abs(a.z - b.z) > close:
            return (a.z + b.z) / 2 if b.slope else None
    return None
