"""Minimise over two coordinates that follow a valley of J (hypergradients, (37)).

Notation: x = (v, u), v across the valley and u along it; the profile and its slope, by
the envelope theorem, are

    P(u) = min over v of J(v, u),      P'(u) = dJ/du at that minimum.

J has kinks wherever a coefficient becomes 0, most of them across the valley. A
quasi-Newton method gets stuck at kinks; brackets, first across the valley and then
along it, do not. If the minimum over v is a kink, P' is the convex combination of dJ/du
on its two sides for which dJ/dv vanishes.

Measured (``benchmarks/grad_heuristics.py profile``): with a Gaussian process in the
same coordinates (``outer/valley_axes.py``) instead, 27 searches of elastic nets end at
equally good scores with 0.7 of the evaluations, but take 2.2 times as long, and up to 9
times as long where weak penalties are expensive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from sk_hpo.gradients.outer import line_search
from sk_hpo.gradients.outer.line_search import Point, Steps
from sk_hpo.gradients.outer.minimise import N_SCAN, Glance, Minimum, Objective
from sk_hpo.gradients.types import FloatArray

# u -> the bounds of v
Reach = Callable[[float], tuple[float, float]]

# A line across the valley, and the search along it, end when the improvement left is
# below this, relative to J.
ENOUGH_ACROSS = 1e-4
MOST_LINES = 6


def minimise_along(
    objective: Objective,
    low: FloatArray,
    high: FloatArray,
    start: FloatArray | None,
    across: int,
    stronger: int,
    *,
    perfect: float = 0.0,
    glance: Glance | None = None,
    reach: Reach | None = None,
) -> Minimum:
    """Minimise over a box of two coordinates.

    Parameters
    ----------
    objective : callable
    low, high : ndarray of shape (2,)
    start : ndarray of shape (2,) or None
        A point to be evaluated in any case.
    across : int
        The index of v. Scans along v are done at the u of the start and at the greatest
        u. At other u, the search starts from the valley found so far.
    stronger : int
        1 if greater v regularises more, -1 if it regularises less.
    perfect : float, default=0.0
        A lower bound of J.
    glance : callable, optional
        Computes J of one split, without a gradient.
    reach : callable, optional
        Returns the bounds of v at a u, if J is constant beyond them. A search that
        began there would end at once.

    Returns
    -------
    Minimum
    """
    i, j = across, 1 - across
    grid = np.linspace(low[i], high[i], N_SCAN)[:: -(stronger or 1)]
    lines: dict[float, _Across] = {}

    def scan(u: float, origin: float | None) -> None:
        lines[u] = line = _Across(objective, i, u, low[i], high[i])
        look = None if glance is None else lambda v: glance(line.x(v))
        line.seen = line_search.scanned(line.at, grid, origin, False, perfect, look)
        line.refine(ENOUGH_ACROSS)

    if start is None:
        scan(float(low[j] + high[j]) / 2, None)
    else:
        scan(float(start[j]), float(start[i]))
    if float(high[j]) not in lines:
        scan(float(high[j]), None)
    if glance is not None and float(low[j]) not in lines:
        corner = _Across(objective, i, float(low[j]), low[i], high[i])
        weakest = float(low[i] if stronger >= 0 else high[i])
        best = min(lines.values(), key=lambda line: line.best.J)
        if _is_better(corner, weakest, best, glance, perfect):
            lines[corner.u] = corner
    steps = Steps()
    while len(lines) < MOST_LINES:
        u = _next_line(lines.values(), float(low[j]), steps)
        if u is None:
            break
        best = min(lines.values(), key=lambda line: line.best.J)
        lines[u] = line = _Across(objective, i, u, low[i], high[i])
        v = best.best.z if reach is None else float(np.clip(best.best.z, *reach(u)))
        line.seen = line_search.downhill(line.at, v, line.low, line.high)
        line.refine(ENOUGH_ACROSS)
    best = min(lines.values(), key=lambda line: line.best.J)
    reason = best.refine()
    return Minimum(best.x(best.best.z), best.best.J, reason)


class _Across:
    """A line across the valley, and the points evaluated on it."""

    def __init__(
        self, objective: Objective, i: int, u: float, low: float, high: float
    ) -> None:
        self.objective, self.i, self.u = objective, i, u
        self.low, self.high = low, high
        self.seen: list[Point] = []
        self.along: dict[float, float] = {}  # dJ/du at each v

    @property
    def best(self) -> Point:
        return min(self.seen, key=lambda p: p.J)

    def x(self, v: float) -> FloatArray:
        return np.array([v, self.u] if self.i == 0 else [self.u, v])

    def at(self, v: float, tol: float) -> Point:
        J, slopes = self.objective(self.x(v), tol)
        self.along[v] = float(slopes[1 - self.i])
        return Point(v, J, float(slopes[self.i]))

    def slope(self) -> float:
        """Return P' at this u."""
        points = sorted(self.seen, key=lambda p: p.z)
        k, best = points.index(self.best), self.best
        other = k - 1 if best.slope > 0 else k + 1
        here = self.along[best.z]
        if not 0 <= other < len(points) or points[other].slope * best.slope >= 0:
            return here
        share = best.slope / (best.slope - points[other].slope)
        return here + share * (self.along[points[other].z] - here)

    def refine(self, *enough: float) -> str:
        return line_search.refined(self.at, self.low, self.high, self.seen, *enough)[1]


def _is_better(
    corner: _Across, weakest: float, best: _Across, glance: Glance, perfect: float
) -> bool:
    """Search the line of the least u if J is better at its weakest penalty.

    It is weaker than any that the other lines reach. One split is fitted first.
    """
    least, J = glance(best.x(best.best.z)), glance(corner.x(weakest))
    promising = least - J > line_search.TURNED * abs(least - perfect)
    if not promising or corner.at(weakest, line_search.LOOSE).J >= best.best.J:
        return False
    corner.seen = line_search.downhill(corner.at, weakest, corner.low, corner.high)
    corner.refine(ENOUGH_ACROSS)
    return True


def _next_line(lines: Iterable[_Across], low: float, steps: Steps) -> float | None:
    """Return u of the next line, or None if the improvement left is small."""
    profile = sorted(
        (Point(line.u, line.best.J, line.slope()) for line in lines), key=lambda p: p.z
    )
    best = min(profile, key=lambda p: p.J)
    if best is profile[0] and best.slope > 0 and best.z > low:
        return low
    u = line_search.next_step(profile, best, ENOUGH_ACROSS * abs(best.J))
    return None if u is None else steps.lengthened(u, profile)
