"""The outer solver: minimise J(z) over a box, from values and gradients (MATHS 9).

Notation: z of shape (d,) internal coordinates, J a number, J' of shape (d,). Where the
region is looked for, evaluations are asked for with the tolerance LOOSE, at its bottom
with TIGHT.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from scipy import optimize

from sk_hpo.gradients.arrays import FloatArray
from sk_hpo.gradients.design import spread
from sk_hpo.gradients.surface import minimise_by_surface

# What is looked at before the descent: a range until J has risen for good; the whole of
# it, of a parameter that is no penalty; nothing, and it goes downhill from its start.
Scan = Literal["short", "whole", "none"]
# J(z, tol) -> (J, J')
Objective = Callable[[FloatArray, float], tuple[float, FloatArray]]

LOOSE = 1e-5
TIGHT = 1e-9
# What is left to gain, as a share of J, when a descent ends.
ENOUGH = 2e-5
# A scan ends where J rises, and lies or is about to lie so much above its minimum, as a
# share of what that has above the perfect J.
TURNED = 0.02
MOST_STEPS = 12
N_SCAN = 7
N_SCAN_ALL = 15
# So many coordinates have a surface through all that is known of them.
FEW = 4
# How far points on the way from strong to weak stay from its ends, and how far off it
# they are at most.
MARGIN, ASIDE = 0.15, 0.05
# A step stays so far inside its bracket, as a share of the width.
INSIDE = 0.02
# Of a range: the first stride downhill.
STRIDE = 0.06


@dataclass(frozen=True)
class Minimum:
    """Where a descent has ended.

    Parameters
    ----------
    z : ndarray of shape (d,)
    value : float
        J.
    reason : str
        Why it ended there.
    """

    z: FloatArray
    value: float
    reason: str


@dataclass(frozen=True)
class Point:
    """J and its slope at one z of a line."""

    z: float
    J: float
    slope: float


# J on a line: (z, tol) -> Point
Line = Callable[[float, float], Point]


def minimise(
    objective: Objective,
    low: FloatArray,
    high: FloatArray,
    start: FloatArray | None,
    stronger: Sequence[int],
    *,
    scans_all: bool = False,
    perfect: float = 0.0,
    enough: float = ENOUGH,
    scan: Scan = "short",
) -> Minimum:
    """Minimise over a box.

    Parameters
    ----------
    objective : callable
    low, high : ndarray of shape (d,)
    start : ndarray of shape (d,) or None
        Is evaluated in any case.
    stronger : sequence of int
        For each coordinate 1 if greater regularises more, -1 if less does, 0 if
        neither. Scans go from strong to weak, where fits are easier and each one
        starts from the one before.
    scans_all : bool, default=False
        Whether evaluations cost so little that a scan looks closely, and at the whole
        range.
    perfect : float, default=0.0
        The least J that could be.
    enough : float
        What may be left to gain at the end, as a share of J.
    scan : {"short", "whole", "none"}, default="short"
        How much of the range is looked at first. A penalty's is never scanned as a
        whole: more than one minimum is rare, and weak penalties are dear.

    Returns
    -------
    Minimum
    """
    if scan == "none":
        assert start is not None
        return _from(objective, low, high, np.clip(start, low, high), enough)
    if 1 < len(low) <= FEW:
        return _few(objective, low, high, start, enough)
    if len(low) > FEW:
        return _several(objective, low, high, start, stronger)

    one = _line(objective)
    grid = np.linspace(low[0], high[0], N_SCAN_ALL if scans_all else N_SCAN)
    grid = grid[::-1] if stronger[0] > 0 else grid
    origin = None if start is None else float(start[0])
    whole = scans_all or (scan == "whole" and not stronger[0])
    seen = scanned(one, grid, origin, whole, perfect)
    best, reason = refined(one, float(low[0]), float(high[0]), seen, enough)
    return Minimum(np.array([best.z]), best.J, reason)


def refined(
    one: Line, low: float, high: float, seen: list[Point], enough: float = ENOUGH
) -> tuple[Point, str]:
    """Step into brackets until nothing is left to gain, and say why it ended.

    Parameters
    ----------
    one : callable
    low, high : float
        The bounds.
    seen : list of Point
        What is known; what is evaluated is added.
    enough : float
        What is nothing, as a share of J.
    """
    # J itself may be near 0, as R2 is where nothing can be predicted
    least_scale = 1e-3 * (max(p.J for p in seen) - min(p.J for p in seen))
    for _ in range(MOST_STEPS):
        best = min(seen, key=lambda p: p.J)
        least = enough * max(abs(best.J), least_scale)
        step = next_step(sorted(seen, key=lambda p: p.z), best, least)
        if step is None:
            return best, _reason(best, low, high)
        seen.append(one(step, TIGHT))
    return min(seen, key=lambda p: p.J), f"{MOST_STEPS} steps were not enough"


def scanned(
    one: Line,
    grid: FloatArray,
    start: float | None,
    scans_all: bool,
    perfect: float,
) -> list[Point]:
    """Evaluate the grid, which goes to the weak side, until J has turned for good."""
    spacing = abs(grid[1] - grid[0]) if len(grid) > 1 else 0.0
    inner = [float(z) for z in grid]
    if start is not None:
        # the start stands for the grid's point nearby, but not for a bound
        inner = [
            z for z in inner if z in (grid[0], grid[-1]) or abs(z - start) > spacing / 2
        ]
        inner = [z for z in inner if z != start] + [start]
        inner.sort(reverse=bool(grid[0] > grid[-1]))
    seen: list[Point] = []
    turned = False
    for z in inner:
        if turned and z != start and not scans_all:
            continue
        seen.append(one(z, LOOSE))
        least = min(p.J for p in seen)
        back = seen[-1].slope * (grid[-1] - grid[0]) > 0
        # once J has fallen, its slope tells what it is at the next point
        ahead = spacing * abs(seen[-1].slope) if least < seen[0].J else 0.0
        bound = least + TURNED * abs(least - perfect)
        turned |= back and seen[-1].J + ahead > bound
    return seen


def downhill(one: Line, z: float, low: float, high: float) -> list[Point]:
    """Go downhill from z until J rises, with strides that grow."""
    seen = [one(z, TIGHT)]
    stride = STRIDE * (high - low)
    while True:
        here = seen[-1]
        z = here.z - math.copysign(stride, here.slope)
        z = min(max(z, low), high)
        if z == here.z or not here.slope:
            return seen
        seen.append(one(z, TIGHT))
        if seen[-1].slope * here.slope <= 0 or seen[-1].J > here.J:
            return seen
        stride *= 2


def next_step(points: list[Point], best: Point, enough: float) -> float | None:
    """Where to evaluate next, or None if nothing is left to gain.

    First in the bracket of the best point, then in others whose cubic promises more.
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


def _has_minimum(a: Point, b: Point) -> bool:
    """Whether J must have a local minimum between a and b."""
    falls, rises = a.slope < 0, b.slope > 0
    return (falls and rises) or (falls and b.J > a.J) or (rises and a.J > b.J)


def cubic_minimum(a: Point, b: Point) -> tuple[float, float]:
    """Minimiser and minimum of the cubic with the values and slopes of two points."""
    width = b.z - a.z
    # J(t) = c0 + c1 t + c2 t^2 + c3 t^3 for t in [0, 1]
    c1, end = a.slope * width, b.slope * width
    rise = b.J - a.J
    c2, c3 = 3 * rise - 2 * c1 - end, c1 + end - 2 * rise
    turns = np.roots([3 * c3, 2 * c2, c1])
    inside = [float(t.real) for t in turns if abs(t.imag) < 1e-12 and 0 < t.real < 1]
    if not inside:
        inside = [0.5]
    J, t = min((a.J + t * (c1 + t * (c2 + t * c3)), t) for t in inside)
    return a.z + min(max(t, INSIDE), 1 - INSIDE) * width, J


def _reason(best: Point, low: float, high: float) -> str:
    if best.z == low and best.slope > 0:
        return "at the lower bound"
    if best.z == high and best.slope < 0:
        return "at the upper bound"
    return "converged"


def _line(objective: Objective) -> Line:
    """J of one coordinate."""

    def one(z: float, tol: float) -> Point:
        J, slope = objective(np.array([z]), tol)
        return Point(z, J, float(slope[0]))

    return one


def _from(
    objective: Objective,
    low: FloatArray,
    high: FloatArray,
    start: FloatArray,
    enough: float,
) -> Minimum:
    """The minimum downhill from the start."""
    if len(low) > 1:
        J, slope = objective(start, LOOSE)
        # J itself may be near 0, as R2 is where nothing can be predicted
        size = max(abs(J), 1e-3 * float(np.abs(slope) @ (high - low)), 1e-12)
        return _quasi_newton(objective, start, low, high, size)
    one, (a,), (b,) = _line(objective), low.tolist(), high.tolist()
    best, reason = refined(one, a, b, downhill(one, float(start[0]), a, b), enough)
    return Minimum(np.array([best.z]), best.J, reason)


def _few(
    objective: Objective,
    low: FloatArray,
    high: FloatArray,
    start: FloatArray | None,
    enough: float,
) -> Minimum:
    """Steps to where a surface through all values and gradients promises most."""
    widths = high - low
    # with gradients, few points tell as much as many values
    design = spread(len(low) + 2, len(low))
    origin = None
    if start is not None:
        origin = (start - low) / np.where(widths > 0, widths, 1.0)
        design = np.vstack([origin, design])
    n_seen = 0

    def unscaled(x: FloatArray) -> FloatArray:
        """To the last bit where it matters: at the start, and at the bounds."""
        if start is not None and origin is not None and np.array_equal(x, origin):
            return start
        return np.where(x < 1, low + x * widths, high)

    def scaled(x: FloatArray) -> tuple[float, FloatArray]:
        nonlocal n_seen
        n_seen += 1
        J, slope = objective(unscaled(x), LOOSE if n_seen <= len(design) else TIGHT)
        return J, slope * widths

    x, J, reason = minimise_by_surface(scaled, design, enough)
    at_end = bool(np.any((x <= 0) | (x >= 1)))
    return Minimum(unscaled(x), J, f"{reason}, at a bound" if at_end else reason)


def _several(
    objective: Objective,
    low: FloatArray,
    high: FloatArray,
    start: FloatArray | None,
    stronger: Sequence[int],
) -> Minimum:
    """L-BFGS-B from the best of a few points, and from a second one far from it."""
    design = [] if start is None else [start]
    design += list(low + _design(stronger) * (high - low))
    seen = sorted((objective(z, LOOSE)[0], i) for i, z in enumerate(design))
    # J itself may be near 0, as R2 is where nothing can be predicted
    J0 = max(abs(seen[0][0]), 1e-3 * (seen[-1][0] - seen[0][0]), 1e-300)
    ends = [_quasi_newton(objective, design[seen[0][1]], low, high, J0)]
    widths = np.where(high > low, high - low, 1.0)
    for J, i in seen[1:]:
        apart = np.abs((design[i] - ends[0].z) / widths).max()
        if seen[0][0] + 0.05 * J0 > J and apart > 0.25:
            ends.append(_quasi_newton(objective, design[i], low, high, J0))
            break
    return min(ends, key=lambda end: end.value)


def _quasi_newton(
    objective: Objective, z: FloatArray, low: FloatArray, high: FloatArray, J0: float
) -> Minimum:
    """L-BFGS-B from z, J in units of J0."""

    def relative(z: FloatArray) -> tuple[float, FloatArray]:
        J, slope = objective(z, TIGHT)
        return J / J0, slope / J0

    found = optimize.minimize(
        relative,
        z,
        jac=True,
        method="L-BFGS-B",
        bounds=np.column_stack([low, high]),
        options={"ftol": ENOUGH / 2, "maxiter": 50},
    )
    at_end = bool(np.any((found.x <= low) | (found.x >= high)))
    ended = "converged, at a bound" if at_end else "converged"
    reason = ended if found.success else str(found.message)
    return Minimum(np.asarray(found.x), float(found.fun) * J0, reason)


def _design(stronger: Sequence[int]) -> FloatArray:
    """Give points of the unit cube to begin with, of shape (N_SCAN, d).

    In many dimensions points spread over all of it have some penalty so strong that the
    score hardly depends on it any more, and stays there. So they lie around the way
    from strong to weak penalties then, which all of them take together.
    """
    points = spread(N_SCAN, len(stronger))
    signs = np.asarray(stronger)
    levels = np.linspace(MARGIN, 1 - MARGIN, N_SCAN)[:, None]
    along = np.where(signs > 0, 1 - levels, levels)
    near = along + 2 * ASIDE * (points - 0.5)
    return np.where(signs == 0, points, near)
