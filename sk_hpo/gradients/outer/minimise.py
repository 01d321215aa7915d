"""The outer solver: minimise J(z) over a box, from values and gradients.

Notation: z of shape (d,) internal coordinates, J a number, J' of shape (d,). The search
for a region evaluates J with the tolerance LOOSE, the search near its minimum with
TIGHT.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import optimize

from sk_hpo.gradients.outer.gradient_gp import EvaluatedPoint, minimise_by_surface
from sk_hpo.gradients.outer.line_search import (
    ENOUGH,
    LOOSE,
    TIGHT,
    Line,
    Point,
    downhill,
    refined,
    scanned,
)
from sk_hpo.gradients.outer.quasirandom import spread
from sk_hpo.gradients.outer.regions import Hints, minimise_in_regions
from sk_hpo.gradients.types import FloatArray

# What is scanned before the descent: with "short" a range until J clearly rises; with
# "whole" all of it, unless the parameter is a penalty; with "none" nothing, and the
# descent goes downhill from its start.
Scan = Literal["short", "whole", "none"]
# Called after the first evaluation in several coordinates
FindHints = Callable[[], Hints | None]
# J(z, tol) -> (J, J')
Objective = Callable[[FloatArray, float], tuple[float, FloatArray]]

N_SCAN = 7
# If a kernel fits a trend at one width and a wave at another, J has two minima, and
# seven points may miss one. Measured on 15 real problems
# (``benchmarks/grad_heuristics.py scan``): 11 points find a better score in 7 of 30
# searches and a worse one in 2, and take 13 % more time.
N_SCAN_WHOLE = 11
N_SCAN_ALL = 15
# Greatest number of coordinates for a Gaussian process; L-BFGS-B takes more.
MOST_FOR_SURFACE = 4
# In the unit cube, for starting points along the diagonal from strong to weak
# penalties: the distance from its ends, and the greatest distance from the diagonal.
MARGIN, ASIDE = 0.15, 0.05


@dataclass(frozen=True)
class Minimum:
    """The end of a descent.

    Parameters
    ----------
    z : ndarray of shape (d,)
    value : float
        J at z.
    reason : str
        Why the descent ended.
    """

    z: FloatArray
    value: float
    reason: str


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
    find_hints: FindHints = lambda: None,
) -> Minimum:
    """Minimise over a box.

    Parameters
    ----------
    objective : callable
    low, high : ndarray of shape (d,)
    start : ndarray of shape (d,) or None
        A point to be evaluated in any case.
    stronger : sequence of int
        For each coordinate, 1 if greater values regularise more, -1 if they regularise
        less, 0 otherwise. Scans go from strong to weak penalties: fits with strong ones
        are easier, and each fit starts from the one before.
    scans_all : bool, default=False
        Whether evaluations are cheap enough for a fine scan of the whole range.
    perfect : float, default=0.0
        A lower bound of J.
    enough : float
        The descent ends when the improvement left is below this, relative to J.
    scan : {"short", "whole", "none"}, default="short"
        How much of the range is scanned first. The range of a penalty is never scanned
        as a whole: more than one minimum is rare, and weak penalties are expensive.
    find_hints : callable
        Returns where valleys in several coordinates are likely to be, or None.

    Returns
    -------
    Minimum
    """
    if scan == "none":
        assert start is not None
        return _downhill_from(objective, low, high, np.clip(start, low, high), enough)
    if 1 < len(low) <= MOST_FOR_SURFACE:
        return _by_surface(objective, low, high, start, enough, find_hints)
    if len(low) > MOST_FOR_SURFACE:
        return _by_quasi_newton(objective, low, high, start, stronger)

    one = _line(objective)
    whole = scans_all or (scan == "whole" and not stronger[0])
    n_points = N_SCAN_WHOLE if whole else N_SCAN
    grid = np.linspace(low[0], high[0], N_SCAN_ALL if scans_all else n_points)
    grid = grid[::-1] if stronger[0] > 0 else grid
    origin = None if start is None else float(start[0])
    seen = scanned(one, grid, origin, whole, perfect)
    best, reason = refined(one, float(low[0]), float(high[0]), seen, enough)
    return Minimum(np.array([best.z]), best.J, reason)


def _line(objective: Objective) -> Line:
    """Return J of one coordinate."""

    def one(z: float, tol: float) -> Point:
        J, slope = objective(np.array([z]), tol)
        return Point(z, J, float(slope[0]))

    return one


def _downhill_from(
    objective: Objective,
    low: FloatArray,
    high: FloatArray,
    start: FloatArray,
    enough: float,
) -> Minimum:
    """Descend from the start to the nearest minimum."""
    if len(low) > 1:
        J, slope = objective(start, LOOSE)
        # J itself may be near 0, as R2 is if nothing can be predicted
        size = max(abs(J), 1e-3 * float(np.abs(slope) @ (high - low)), 1e-12)
        return _quasi_newton(objective, start, low, high, size)
    one, (a,), (b,) = _line(objective), low.tolist(), high.tolist()
    best, reason = refined(one, a, b, downhill(one, float(start[0]), a, b), enough)
    return Minimum(np.array([best.z]), best.J, reason)


def _by_surface(
    objective: Objective,
    low: FloatArray,
    high: FloatArray,
    start: FloatArray | None,
    enough: float,
    find_hints: FindHints,
) -> Minimum:
    """Minimise with a Gaussian process on all values and gradients."""
    widths = high - low
    # with gradients, a few points suffice
    design = spread(len(low) + 2, len(low))
    origin = None
    if start is not None:
        origin = (start - low) / np.where(widths > 0, widths, 1.0)
        design = np.vstack([origin, design])
    n_seen, n_loose = 0, len(design)

    def unscaled(x: FloatArray) -> FloatArray:
        """Return z; exact to the last bit at the start and at the bounds."""
        if start is not None and origin is not None and np.array_equal(x, origin):
            return start
        return np.where(x < 1, low + x * widths, high)

    def scaled(x: FloatArray) -> tuple[float, FloatArray]:
        nonlocal n_seen
        n_seen += 1
        J, slope = objective(unscaled(x), LOOSE if n_seen <= n_loose else TIGHT)
        return J, slope * widths

    first = EvaluatedPoint(design[0], *scaled(design[0]))
    hints = find_hints()
    if hints is None:
        x, J, reason = minimise_by_surface(scaled, design, enough, first)
    else:
        n_loose = 1 + len(hints.points)
        x, J, reason = minimise_in_regions(scaled, [first], hints, enough)
    at_end = bool(np.any((x <= 0) | (x >= 1)))
    return Minimum(unscaled(x), J, f"{reason}, at a bound" if at_end else reason)


def _by_quasi_newton(
    objective: Objective,
    low: FloatArray,
    high: FloatArray,
    start: FloatArray | None,
    stronger: Sequence[int],
) -> Minimum:
    """Run L-BFGS-B from the best of a few points.

    Run it again from the best other point that is nearly as good and far from the end.
    """
    design = [] if start is None else [start]
    design += list(low + _design(stronger) * (high - low))
    seen = sorted((objective(z, LOOSE)[0], i) for i, z in enumerate(design))
    # J itself may be near 0, as R2 is if nothing can be predicted
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
    """Run L-BFGS-B on J / J0 from z."""

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
    """Return starting points in the unit cube, of shape (N_SCAN, d).

    Of points spread over a cube of many dimensions, most have at least one penalty so
    strong that the score is flat in it, and a descent cannot leave from there. The
    points therefore lie near a diagonal, along which all penalties become weaker
    together.
    """
    points = spread(N_SCAN, len(stronger))
    signs = np.asarray(stronger)
    levels = np.linspace(MARGIN, 1 - MARGIN, N_SCAN)[:, None]
    along = np.where(signs > 0, 1 - levels, levels)
    near = along + 2 * ASIDE * (points - 0.5)
    return np.where(signs == 0, points, near)
