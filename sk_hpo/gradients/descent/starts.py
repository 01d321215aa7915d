"""Where more descents of a score with several optima begin.

Notation: z the internal coordinate of one parameter, J the loss and J' its slope there;
a < b two neighbours among the points of a path, m = (J(b) - J(a)) / (b - a).

That J has a minimum between a and b is certain where J'(a) < 0 < J'(b), or where it
falls from one of them and lies above at the other. It is likely where J falls at both,
or rises at both, and by m changes less than half as fast as at either. How low J may be
there, the tangents at a and b say.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from sk_hpo.gradients.outer.coordinates import Coordinates, Range
from sk_hpo.gradients.outer.line_search import STRIDE, Point, cubic_minimum
from sk_hpo.gradients.outer.quasirandom import spread
from sk_hpo.path import Path

# What another minimum must promise, as a share of J.
WORTH = 1e-3
# Ends at least so far apart, as a share of a range, are not the same.
APART = 0.05

Params = dict[str, float]


def spread_starts(ranges: Mapping[str, Range], n: int) -> list[Params]:
    """Give n points that are spread over the ranges, on their scales.

    Parameters
    ----------
    ranges : mapping of str to (low, high, log)
    n : int

    Returns
    -------
    list of dict of str to float
    """
    box = Coordinates(ranges)
    shares = spread(n, len(ranges))
    return [box.decode(box.low + share * (box.high - box.low)) for share in shares]


def other_valleys(path: Path, ranges: Mapping[str, Range], most: int) -> list[Params]:
    """Give where minima may be that a path has seen, and left alone.

    Parameters
    ----------
    path : Path
        Of one parameter; of several, and of a stand-in for the score, nothing is told.
    ranges : mapping of str to (low, high, log)
    most : int
        So many at most, the most promising first.

    Returns
    -------
    list of dict of str to float
    """
    if len(ranges) != 1 or not path.exact or not path.steps:
        return []
    box = Coordinates(ranges)
    points = _points(path, box)
    best = min(points, key=lambda p: p.J)
    size = max(abs(best.J), 1e-3 * (max(p.J for p in points) - best.J))
    least = STRIDE * float(box.high[0] - box.low[0])
    found = []
    for a, b in pairwise(points):
        if best in (a, b) or b.z - a.z < least:
            continue
        valley = _valley(a, b)
        if valley is not None and valley[0] < best.J - WORTH * size:
            found.append(valley)
    return [box.decode(np.array([z])) for _, z in sorted(found)[:most]]


def apart(some: Params, other: Params, ranges: Mapping[str, Range]) -> bool:
    """Whether two points are not the same for all that a search cares.

    Parameters
    ----------
    some, other : dict of str to float
    ranges : mapping of str to (low, high, log)
    """
    box = Coordinates(ranges)
    off = abs(box.encode(some) - box.encode(other))
    return bool((off > APART * (box.high - box.low)).any())


def _points(path: Path, box: Coordinates) -> list[Point]:
    """The steps by their places; of two at one place the more precise one."""
    points: dict[float, Point] = {}
    for step in sorted(path.steps, key=lambda step: -step.tol):
        if step.gradient:
            z = float(box.encode(step.params)[0])
            (slope,) = step.gradient.values()
            by_z = -slope * float(box.slopes(step.params)[0])
            points[z] = Point(z, -step.score, by_z)
    return [points[z] for z in sorted(points)]


def _valley(a: Point, b: Point) -> tuple[float, float] | None:
    """How low a minimum between a and b may be, and where; None if there is none."""
    width = b.z - a.z
    m = (b.J - a.J) / width
    if a.slope < 0 < b.slope:
        t = (b.J - a.J - b.slope * width) / (a.slope - b.slope)
        return a.J + a.slope * t, a.z + t
    z, _ = cubic_minimum(a, b)
    if a.slope < 0 and m > max(a.slope, b.slope) / 2:
        return a.J + a.slope * (z - a.z), z
    if b.slope > 0 and m < min(a.slope, b.slope) / 2:
        return b.J - b.slope * (b.z - z), z
    return None
