"""Coordinates along a valley of the score, in which an outer solver does not stall.

Notation: z the internal coordinates of a descent, v and u two of its parameters, v on a
logarithmic scale; the score hardly changes where v grows as u shrinks, v u constant.
In (log v, u) that valley is curved, and quasi-Newton steps stall in it. The solver
moves in x (hypergradients, (36)), which is z but for

    x_v = log v + log(u + 0.02),    x_u = 3 u

where the offset keeps u = 0 in reach. The box of z is no box in x: v is moved to its
bounds from outside, and there J does not change with x_v.

Measured (``benchmarks/grad_heuristics.py valley``): without it and ``outer/profile.py``
27 searches of elastic nets take 2.0 times the time, with scores as good.
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


@dataclass(frozen=True)
class Valley:
    """What a model says of two of its parameters.

    Parameters
    ----------
    of : str
        v.
    along : str
        u, a share.
    """

    of: str
    along: str


class Frame:
    """Where the outer solver moves: z <-> x.

    Parameters
    ----------
    coordinates : Coordinates
    names : sequence of str
        Of its parameters, as the model knows them.
    valley : Valley or None
        Makes no difference if one of its parameters is not searched, or v not on a
        logarithmic scale.

    Attributes
    ----------
    low, high : ndarray of shape (d,)
        Bounds of x.
    across : int or None
        Which coordinate is x_v, if there is a valley.
    """

    def __init__(
        self, coordinates: Coordinates, names: Sequence[str], valley: Valley | None
    ) -> None:
        self.of_z = coordinates.low, coordinates.high
        self.low, self.high = (bound.copy() for bound in self.of_z)
        logs = [log for _, _, log in coordinates.ranges.values()]
        self._pair: tuple[int, int] | None = None
        self.across: int | None = None
        if valley is None or not {valley.of, valley.along} <= set(names):
            return
        i, j = names.index(valley.of), names.index(valley.along)
        if not logs[i]:
            return
        self._pair, self._log = (i, j), logs[j]
        self.across = i
        bends = sorted(self._bend(self._share(bound[j])) for bound in self.of_z)
        self.low[i] += bends[0]
        self.high[i] += bends[1]
        self.low[j], self.high[j] = (STRETCH * self._share(b[j]) for b in self.of_z)

    def to(self, z: FloatArray) -> FloatArray:
        """Give x."""
        x = z.copy()
        if self._pair is not None:
            i, j = self._pair
            u = self._share(z[j])
            x[i], x[j] = z[i] + self._bend(u), STRETCH * u
        return x

    def back(self, x: FloatArray) -> FloatArray:
        """Give z, in its box."""
        z = x.copy()
        if self._pair is not None:
            i, j = self._pair
            u = x[j] / STRETCH
            z[i] = x[i] - self._bend(u)
            z[j] = math.log(u) if self._log else u
        return np.clip(z, *self.of_z)

    def slopes(self, x: FloatArray, z: FloatArray, of_z: FloatArray) -> FloatArray:
        """Give dJ/dx from dJ/dz."""
        slopes = of_z.copy()
        if self._pair is not None:
            i, j = self._pair
            u = x[j] / STRETCH
            low, high = self.of_z
            if not low[i] < x[i] - self._bend(u) < high[i]:
                slopes[i] = 0.0
            of_u = of_z[j] / u if self._log else of_z[j]
            slopes[j] = (of_u - slopes[i] / (u + OFFSET)) / STRETCH
        return slopes

    def _share(self, z: float) -> float:
        return math.exp(z) if self._log else float(z)

    def _bend(self, u: float) -> float:
        return math.log(u + OFFSET)
