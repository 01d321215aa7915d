"""The outer solver: minimise J(z) over a box, from values and gradients.

Notation: z of shape (d,) internal coordinates, J a number, J' of shape (d,). The search
for a region evaluates J with the tolerance LOOSE, the search near its minimum with
TIGHT.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import optimize

from sk_hpo.gradients.outer import line_search
from sk_hpo.gradients.outer.gradient_gp import (
    EvaluatedPoint,
    minimise_by_surface,
    search_by_surface,
)
from sk_hpo.gradients.outer.kinks import beside_kink
from sk_hpo.gradients.outer.line_search import ENOUGH, LOOSE, OUT_OF_REACH, TIGHT, Point
from sk_hpo.gradients.outer.quasirandom import spread
from sk_hpo.gradients.outer.regions import PATIENCE, Hints, minimise_in_regions
from sk_hpo.gradients.outer.second_look import unseen_in_line
from sk_hpo.gradients.types import FloatArray

# What is scanned before the descent: with "short" a range until J clearly rises; with
# "whole" all of it, unless the parameter is a penalty; with "none" nothing, and the
# descent goes downhill from its start.
Scan = Literal["short", "whole", "none"]
# Called after the first evaluation in several coordinates
FindHints = Callable[[], Hints | None]
# J(z, tol) -> (J, J')
Objective = Callable[[FloatArray, float], tuple[float, FloatArray]]
# z -> J of one split
Glance = Callable[[FloatArray], float]

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
    aim: float = math.inf,
    find_hints: FindHints = lambda: None,
    glance: Glance | None = None,
    looks_again: bool = True,
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
        How much of the range is scanned first. All splits are evaluated over the whole
        range of a penalty only if `glance` finds another minimum there: that is rare,
        and weak penalties are expensive.
    aim : float, default=inf
        The descent ends once J can hardly become as low as this.
    find_hints : callable
        Returns where valleys in several coordinates are likely to be, or None.
    glance : callable, optional
        Computes J of one split, without a gradient.
    looks_again : bool, default=True
        Whether to try points in line with the end that no point has come near.

    Returns
    -------
    Minimum
    """
    box = _Box(objective, low, high, start, enough, aim)
    if scan == "none":
        return box.downhill()
    if 1 < len(low) <= MOST_FOR_SURFACE:
        flat = [i for i, sign in enumerate(stronger) if looks_again and not sign]
        return box.by_surface(find_hints, flat)
    if len(low) > MOST_FOR_SURFACE:
        return box.by_quasi_newton(stronger)

    whole = scans_all or (scan == "whole" and not stronger[0])
    n_points = N_SCAN_WHOLE if whole else N_SCAN
    grid = np.linspace(low[0], high[0], N_SCAN_ALL if scans_all else n_points)
    grid = grid[::-1] if stronger[0] > 0 else grid
    origin = None if start is None else float(start[0])
    seen = line_search.scanned(
        box.point, grid, origin, whole, perfect, _on_line(glance)
    )
    spacing = abs(float(grid[1] - grid[0])) if len(grid) > 1 else 0.0
    return box.on_line(seen, spacing)


def _on_line(glance: Glance | None) -> line_search.Glance | None:
    """Return `glance` as a function of the only coordinate."""
    return None if glance is None else lambda z: glance(np.array([z]))


@dataclass(frozen=True)
class _Box:
    """J over a box; the parameters are those of `minimise`."""

    objective: Objective
    low: FloatArray
    high: FloatArray
    start: FloatArray | None
    enough: float
    aim: float

    @property
    def widths(self) -> FloatArray:
        """The widths of the box, 1 where they are 0."""
        return np.where(self.high > self.low, self.high - self.low, 1.0)

    def point(self, z: float, tol: float) -> Point:
        """Evaluate J of one coordinate."""
        J, slope = self.objective(np.array([z]), tol)
        return Point(z, J, float(slope[0]))

    def on_line(self, seen: list[Point], spacing: float = 0.0) -> Minimum:
        """Minimise over one coordinate, from the points evaluated so far.

        `spacing` is that of a scan; without one the search ends at the first kink.
        """
        low, high = float(self.low[0]), float(self.high[0])
        one = self.point, low, high, seen, self.enough, self.aim
        best, reason = line_search.refined(*one)
        scale = max(abs(best.J), 1e-3 * (max(p.J for p in seen) - best.J))
        beside = beside_kink(seen, best, spacing, scale)
        if beside and reason != OUT_OF_REACH:
            seen += [self.point(z, LOOSE) for z in beside]
            best, reason = line_search.refined(*one)
        return Minimum(np.array([best.z]), best.J, reason)

    def downhill(self) -> Minimum:
        """Descend from the start to the nearest minimum."""
        assert self.start is not None
        low, high = self.low, self.high
        start = np.clip(self.start, low, high)
        if len(low) > 1:
            J, slope = self.objective(start, LOOSE)
            # J itself may be near 0, as R2 is if nothing can be predicted
            size = max(abs(J), 1e-3 * float(np.abs(slope) @ (high - low)), 1e-12)
            return self._quasi_newton(start, size)
        (z,), (a,), (b,) = start.tolist(), low.tolist(), high.tolist()
        return self.on_line(line_search.downhill(self.point, z, a, b, self.aim))

    def by_surface(self, find_hints: FindHints, flat: Sequence[int]) -> Minimum:
        """Minimise with a Gaussian process on all values and gradients.

        `flat` are coordinates in which J may be flat over most of the range; see
        ``second_look.py``.
        """
        low, high, start = self.low, self.high, self.start
        widths = high - low
        # with gradients, a few points suffice
        design = spread(len(low) + 2, len(low))
        if start is not None:
            design = np.vstack([(start - low) / self.widths, design])
        n_seen, n_loose = 0, len(design)

        def unscaled(x: FloatArray) -> FloatArray:
            """Return z; exact to the last bit at the start and at the bounds."""
            if start is not None and np.array_equal(x, design[0]):
                return start
            return np.where(x < 1, low + x * widths, high)

        def scaled(x: FloatArray) -> tuple[float, FloatArray]:
            nonlocal n_seen
            n_seen += 1
            J, slope = self.objective(
                unscaled(x), LOOSE if n_seen <= n_loose else TIGHT
            )
            return J, slope * widths

        first = EvaluatedPoint(design[0], *scaled(design[0]))
        hints = find_hints()
        seen = [first]
        if hints is None:
            x, J, reason = minimise_by_surface(
                scaled, design, self.enough, seen, aim=self.aim
            )
        else:
            n_loose = 1 + len(hints.points)
            x, J, reason = minimise_in_regions(scaled, seen, hints, self.enough)
        known = np.array([point.x for point in seen])
        scanned = np.zeros(len(x), dtype=bool) if hints is None else hints.scanned
        unseen = list(unseen_in_line(known, x, [i for i in flat if not scanned[i]]))
        if unseen and reason != OUT_OF_REACH:
            seen += [EvaluatedPoint(other, *scaled(other)) for other in unseen]
            reason = search_by_surface(scaled, seen, self.enough, patience=PATIENCE)
            best = min(seen, key=lambda point: point.J)
            x, J = best.x, best.J
        at_end = bool(np.any((x <= 0) | (x >= 1)))
        return Minimum(unscaled(x), J, f"{reason}, at a bound" if at_end else reason)

    def by_quasi_newton(self, stronger: Sequence[int]) -> Minimum:
        """Run L-BFGS-B from the best of a few points.

        Run it again from the best other point that is nearly as good and far from the
        end.
        """
        design = [] if self.start is None else [self.start]
        design += list(self.low + _design(stronger) * (self.high - self.low))
        seen = sorted((self.objective(z, LOOSE)[0], i) for i, z in enumerate(design))
        # J itself may be near 0, as R2 is if nothing can be predicted
        J0 = max(abs(seen[0][0]), 1e-3 * (seen[-1][0] - seen[0][0]), 1e-300)
        ends = [self._quasi_newton(design[seen[0][1]], J0)]
        for J, i in seen[1:]:
            apart = np.abs((design[i] - ends[0].z) / self.widths).max()
            if seen[0][0] + 0.05 * J0 > J and apart > 0.25:
                ends.append(self._quasi_newton(design[i], J0))
                break
        return min(ends, key=lambda end: end.value)

    def _quasi_newton(self, z: FloatArray, J0: float) -> Minimum:
        """Run L-BFGS-B on J / J0 from z."""

        def relative(z: FloatArray) -> tuple[float, FloatArray]:
            J, slope = self.objective(z, TIGHT)
            return J / J0, slope / J0

        found = optimize.minimize(
            relative,
            z,
            jac=True,
            method="L-BFGS-B",
            bounds=np.column_stack([self.low, self.high]),
            options={"ftol": ENOUGH / 2, "maxiter": 50},
        )
        at_end = bool(np.any((found.x <= self.low) | (found.x >= self.high)))
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
