"""Coordinates that straighten a valley of the score for the outer solver.

Notation: z the internal coordinates of a descent, v and u two of its parameters, v on a
logarithmic scale. The score hardly changes along curves on which v u is constant. In
(log v, u) such a valley is curved, and quasi-Newton methods stall in it. The solver
works in x (hypergradients, (36)), which equals z except for

    x_v = log v + log(u + 0.02),    x_u = 3 u

where the offset keeps x finite at u = 0. The box of z is not a box in x: v is clipped
to its bounds, and where it is clipped J does not depend on x_v.

Measured (``benchmarks/grad_heuristics.py valley``): without this and
``outer/valley_profile.py``, 27 searches of elastic nets take 2.0 times as long, with
equally good scores.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sk_hpo.gradients.outer.coordinates import Coordinates
from sk_hpo.gradients.types import FloatArray

OFFSET = 0.02
STRETCH = 3.0
# of log v
ROUNDING = 1e-9


@dataclass(frozen=True)
class Valley:
    """Two parameters of a model that form a valley.

    Parameters
    ----------
    of : str
        The name of v.
    along : str
        The name of u, a number between 0 and 1.
    """

    of: str
    along: str


class Frame:
    """Conversion between z and x, the coordinates of the outer solver.

    Parameters
    ----------
    coordinates : Coordinates
    names : sequence of str
        The model's own names of the parameters.
    valley : Valley or None
        It is ignored if one of its parameters is not searched, or if the scale of v is
        not logarithmic.

    Attributes
    ----------
    low, high : ndarray of shape (d,)
        The bounds of x.
    """

    def __init__(
        self, coordinates: Coordinates, names: Sequence[str], valley: Valley | None
    ) -> None:
        self.of_z = coordinates.low, coordinates.high
        self.low, self.high = (bound.copy() for bound in self.of_z)
        logs = [log for _, _, log in coordinates.ranges.values()]
        self._pair: tuple[int, int] | None = None
        if valley is None or not {valley.of, valley.along} <= set(names):
            return
        i, j = names.index(valley.of), names.index(valley.along)
        if not logs[i]:
            return
        self._pair, self._log = (i, j), logs[j]
        shifts = sorted(self._shift(self._share(bound[j])) for bound in self.of_z)
        self.low[i] += shifts[0]
        self.high[i] += shifts[1]
        self.low[j], self.high[j] = (STRETCH * self._share(b[j]) for b in self.of_z)

    @property
    def across(self) -> int | None:
        """The index of x_v; None without a valley."""
        return None if self._pair is None else self._pair[0]

    def reach(self, x_u: float) -> tuple[float, float]:
        """Return the bounds of x_v at one x_u: beyond them v is clipped."""
        assert self._pair is not None
        i, _ = self._pair
        low, high = (float(bound[i]) for bound in self.of_z)
        shift = self._shift(x_u / STRETCH)
        return low + shift, high + shift

    def to_x(self, z: FloatArray) -> FloatArray:
        """Return x."""
        x = z.copy()
        if self._pair is not None:
            i, j = self._pair
            u = self._share(z[j])
            x[i], x[j] = z[i] + self._shift(u), STRETCH * u
        return x

    def to_z(self, x: FloatArray) -> FloatArray:
        """Return z, clipped to its box."""
        z = x.copy()
        if self._pair is not None:
            i, j = self._pair
            u = x[j] / STRETCH
            z[i] = x[i] - self._shift(u)
            z[j] = math.log(u) if self._log else u
        return np.clip(z, *self.of_z)

    def slopes(self, x: FloatArray, of_z: FloatArray) -> FloatArray:
        """Return dJ/dx from dJ/dz."""
        slopes = of_z.copy()
        if self._pair is not None:
            i, j = self._pair
            u = x[j] / STRETCH
            low, high = self.of_z
            # beyond a bound J is constant; at a bound it has the slope of the inside
            at = x[i] - self._shift(u)
            if not low[i] - ROUNDING < at < high[i] + ROUNDING:
                slopes[i] = 0.0
            of_u = of_z[j] / u if self._log else of_z[j]
            slopes[j] = (of_u - slopes[i] / (u + OFFSET)) / STRETCH
        return slopes

    def _share(self, z: float) -> float:
        return math.exp(z) if self._log else float(z)

    def _shift(self, u: float) -> float:
        return math.log(u + OFFSET)
