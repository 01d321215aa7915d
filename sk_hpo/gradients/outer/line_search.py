"""Minimise J along a line: scan, go downhill, refine brackets (hypergradients, (35)).

Notation: z a number; J and its slope at z. Scans evaluate J with the tolerance LOOSE,
the search near a minimum with TIGHT.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from sk_hpo.gradients.types import FloatArray

LOOSE = 1e-5
TIGHT = 1e-9
# A descent ends when the improvement left is below this, relative to J.
ENOUGH = 2e-5
# A scan ends where J rises and exceeds its minimum, here or by extrapolation to the
# next point, by this share of the difference between the minimum and the perfect J.
TURNED = 0.02
# One split is fitted beyond that if the minimum is below J at the strongest penalty by
# less than this share of what could be gained.
LITTLE = 0.5
MOST_STEPS = 12
# Least distance of a step from the ends of its bracket, relative to the width.
INSIDE = 0.02
# Each step that fails to halve its bracket makes the next ones longer by this factor.
STRETCH = 4.0
# The first step downhill, relative to the range.
STRIDE = 0.06
# J may fall further than its tangents by this factor: where a penalty is much too
# strong, J is not convex on a logarithmic scale.
FURTHER = 3.0
# Why a descent ended that had to reach a given J.
OUT_OF_REACH = "the best score so far is out of reach"


@dataclass(frozen=True)
class Point:
    """J and its slope at one z of a line."""

    z: float
    J: float
    slope: float


# J on a line: (z, tol) -> Point
Line = Callable[[float, float], Point]
# J of one split at z
Glance = Callable[[float], float]


def refined(
    one: Line,
    low: float,
    high: float,
    seen: list[Point],
    enough: float = ENOUGH,
    aim: float = math.inf,
) -> tuple[Point, str]:
    """Refine brackets of minima until the improvement left is below `enough`.

    Parameters
    ----------
    one : callable
        Evaluates J on the line.
    low, high : float
        The bounds.
    seen : list of Point
        The points evaluated so far; new ones are appended.
    enough : float
        Relative to J.
    aim : float, default=inf
        The search ends once J can hardly become as low as this.

    Returns
    -------
    best, reason : Point, str
        The best point, and why the search ended.
    """
    # J itself may be near 0, as R2 is if nothing can be predicted
    least_scale = 1e-3 * (max(p.J for p in seen) - min(p.J for p in seen))
    steps = Steps()
    for _ in range(MOST_STEPS):
        best = min(seen, key=lambda p: p.J)
        least = enough * max(abs(best.J), least_scale)
        points = sorted(seen, key=lambda p: p.z)
        step = next_step(points, best, least)
        if is_out_of_reach(aim, points, low, high):
            return best, OUT_OF_REACH
        if step is None:
            return best, _reason(best, low, high)
        seen.append(one(steps.lengthened(step, points), TIGHT))
    return min(seen, key=lambda p: p.J), f"no convergence in {MOST_STEPS} steps"


@dataclass
class Steps:
    """Makes steps longer if the ones before failed to halve their brackets."""

    _brackets: list[tuple[float, float]] = field(default_factory=list)
    _n_slow: int = 0

    def lengthened(self, z: float, points: list[Point]) -> float:
        """Return z, or a point further inside its bracket among sorted points."""
        brackets = self._brackets
        brackets.append(_bracket_of(z, points))
        slow = len(brackets) > 2 and not _halved(brackets[-1], brackets[-3])
        self._n_slow = self._n_slow + 1 if slow else 0
        return _stretched(z, brackets[-1], STRETCH**self._n_slow)


def _bracket_of(z: float, points: list[Point]) -> tuple[float, float]:
    """Return the neighbours of z among sorted points."""
    after = next(k for k, point in enumerate(points) if point.z > z)
    return points[after - 1].z, points[after].z


def _halved(inner: tuple[float, float], outer: tuple[float, float]) -> bool:
    """Return whether two steps have halved a bracket, or left it."""
    inside = outer[0] <= inner[0] and inner[1] <= outer[1]
    return not inside or inner[1] - inner[0] <= (outer[1] - outer[0]) / 2


def _stretched(z: float, bracket: tuple[float, float], by: float) -> float:
    """Return a step further from the nearest end of the bracket, up to its middle.

    Steps of the cubic alone may stay near one end of a wide bracket, or approach the
    minimum from one side only, so that the bracket does not shrink. Longer steps
    eventually halve it, as in Brent, Algorithms for Minimization without Derivatives
    (1973), chapter 4.
    """
    end = min(bracket, key=lambda one: abs(one - z))
    most = (bracket[1] - bracket[0]) / 2
    length = min(by * abs(z - end), max(abs(z - end), most))
    return end + math.copysign(length, z - end)


def scanned(
    one: Line,
    grid: FloatArray,
    start: float | None,
    scans_all: bool,
    perfect: float,
    glance: Glance | None = None,
) -> list[Point]:
    """Evaluate a grid, from strong to weak, until J clearly rises.

    Columns of different scales enter a model one after the other, so J may rise before
    it falls. Where little has been gained when J rises, one split is fitted at the
    other points of the grid, since fits are expensive there, and all splits where that
    one is better than at the best point.

    Parameters
    ----------
    one : callable
        Evaluates J on the line.
    grid : ndarray of shape (n,)
    start : float or None
        A point to be evaluated in any case.
    scans_all : bool
        Whether to evaluate the whole grid.
    perfect : float
        A lower bound of J.
    glance : callable, optional
        Computes J of one split. Without it the scan ends where J rises.

    Returns
    -------
    list of Point
    """
    spacing = abs(grid[1] - grid[0]) if len(grid) > 1 else 0.0
    inner = [float(z) for z in grid]
    if start is not None:
        # the start replaces the nearest point of the grid, unless that is a bound
        inner = [
            z for z in inner if z in (grid[0], grid[-1]) or abs(z - start) > spacing / 2
        ]
        inner = [z for z in inner if z != start] + [start]
        inner.sort(reverse=bool(grid[0] > grid[-1]))
    seen: list[Point] = []
    turned = False
    for z in inner:
        if turned and z != start and not scans_all:
            best = min(seen, key=lambda p: p.J)
            gained, most = seen[0].J - best.J, abs(seen[0].J - perfect)
            if glance is None or gained > LITTLE * most:
                continue
            lower = glance(best.z) - glance(z)
            if not lower > 0:
                continue
            turned = False
        seen.append(one(z, LOOSE))
        least = min(p.J for p in seen)
        back = seen[-1].slope * (grid[-1] - grid[0]) > 0
        # once J has fallen, its slope predicts the next value
        ahead = spacing * abs(seen[-1].slope) if least < seen[0].J else 0.0
        bound = least + TURNED * abs(least - perfect)
        best_yet = least == seen[-1].J and not back
        turned = not best_yet and (turned or (back and seen[-1].J + ahead > bound))
    return seen


def downhill(
    one: Line, z: float, low: float, high: float, aim: float = math.inf
) -> list[Point]:
    """Go downhill from z until J rises; each step is twice as long as the last.

    Also until J can hardly become as low as `aim`.
    """
    seen = [one(z, TIGHT)]
    stride = STRIDE * (high - low)
    while True:
        here = seen[-1]
        z = here.z - math.copysign(stride, here.slope)
        z = min(max(z, low), high)
        if z == here.z or not here.slope or is_out_of_reach(aim, seen, low, high):
            return seen
        seen.append(one(z, TIGHT))
        if not seen[-1].slope * here.slope > 0 or seen[-1].J > here.J:
            return seen
        stride *= 2


def next_step(points: list[Point], best: Point, enough: float) -> float | None:
    """Return where to evaluate next, or None if the improvement left is small.

    That is first in a bracket of the best point, then in others if the minimum of their
    cubic is lower than the best J.
    """
    others = []
    for a, b in pairwise(points):
        if not _has_minimum(a, b):
            continue
        z, J = cubic_minimum(a, b)
        if best in (a, b):
            if abs(best.slope) * (b.z - a.z) / 2 > enough:
                return z
        elif best.J - enough > J:
            others.append((J, z))
    return min(others)[1] if others else None


def is_out_of_reach(aim: float, points: list[Point], low: float, high: float) -> bool:
    """Return whether J can hardly become as low as `aim`, by its tangents."""
    best = min(point.J for point in points)
    return best - FURTHER * (best - lower_bound(points, low, high)) > aim


def lower_bound(points: list[Point], low: float, high: float) -> float:
    """Return a lower bound of J, as far as it is convex between points.

    That is the lowest point of the tangents: where those of neighbours meet, or at a
    bound of the range.
    """
    points = sorted(points, key=lambda p: p.z)
    first, last = points[0], points[-1]
    ends = [
        first.J - max(first.slope, 0.0) * (first.z - low),
        last.J + min(last.slope, 0.0) * (high - last.z),
    ]
    return min([*ends, *(_meeting(a, b) for a, b in pairwise(points))])


def _meeting(a: Point, b: Point) -> float:
    """Return the lowest value of the tangents between two points."""
    width = b.z - a.z
    if a.slope < 0 < b.slope:
        t = (b.J - a.J - b.slope * width) / ((a.slope - b.slope) * width)
        return a.J + a.slope * width * min(max(t, 0.0), 1.0)
    if not _has_minimum(a, b):
        return min(a.J, b.J)
    # J is not convex here: half of the way down the tangent
    return min(a.J, b.J) - max(-a.slope, b.slope, 0.0) * width / 2


def _has_minimum(a: Point, b: Point) -> bool:
    """Return whether J must have a local minimum between a and b."""
    falls, rises = a.slope < 0, b.slope > 0
    return (falls and rises) or (falls and b.J > a.J) or (rises and a.J > b.J)


def cubic_minimum(a: Point, b: Point) -> tuple[float, float]:
    """Return minimiser and minimum of the cubic through two points and their slopes."""
    width = b.z - a.z
    # J(t) = c0 + c1 t + c2 t^2 + c3 t^3 for t in [0, 1]
    c1, end = a.slope * width, b.slope * width
    rise = b.J - a.J
    c2, c3 = 3 * rise - 2 * c1 - end, c1 + end - 2 * rise
    # the roots of c1 + 2 c2 t + 3 c3 t^2, without cancellation
    inner = c2 * c2 - 3 * c1 * c3  # not c2**2, which raises an error if it overflows
    half = -(c2 + math.copysign(math.sqrt(max(inner, 0.0)), c2))
    turns = [a / b for a, b in ((half, 3 * c3), (c1, half)) if b]
    real = inner >= 0
    inside = [t for t in turns if real and 0 < t < 1] or [0.5]
    J, t = min((a.J + t * (c1 + t * (c2 + t * c3)), t) for t in inside)
    return a.z + min(max(t, INSIDE), 1 - INSIDE) * width, J


def _reason(best: Point, low: float, high: float) -> str:
    if best.z == low and best.slope > 0:
        return "at the lower bound"
    if best.z == high and best.slope < 0:
        return "at the upper bound"
    return "converged"
