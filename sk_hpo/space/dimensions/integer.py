"""Integers of a range, on a linear or a log scale.

Linear: k = high - low + 1 values have k equal cells, so that each is equally likely.
Log: v has the cell from log(v - 1/2) to log(v + 1/2) of the interval from
log(low - 1/2) to log(high + 1/2). It is encoded as log(v), and decoded by rounding to
the nearest integer. So the ends have whole cells, and the probability of v is
log((v + 1/2) / (v - 1/2)), about 1/v, up to a constant.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from sk_hpo.space.dimensions.bounds import check_bounds
from sk_hpo.space.dimensions.cells import FloatArray, cell_of, centre_of, to_centres
from sk_hpo.space.dimensions.coordinate import Kind
from sk_hpo.space.dimensions.dimension import Axis
from sk_hpo.space.plain_values import is_integer, shown

# Cells would become as narrow as the rounding of a float in [0, 1].
MOST = 2**40


@dataclass(frozen=True)
class Integer(Axis):
    """Integers from ``low`` to ``high``, both included.

    Parameters
    ----------
    low, high : int
        The ends; equal ends are one value.
    log : bool, default=False
        Whether the probability of v is about 1/v rather than uniform.
    """

    kind: ClassVar[Kind] = "integer"
    low: int
    high: int
    log: bool = False

    def __post_init__(self) -> None:
        for end in (self.low, self.high):
            if not is_integer(end):
                raise TypeError(f"an integer range needs integers, got {shown(end)}")
        object.__setattr__(self, "low", int(self.low))
        object.__setattr__(self, "high", int(self.high))
        check_bounds(self.low, self.high, log=self.log)
        if (self.high if self.log else self.high - self.low) > MOST:
            raise ValueError(
                f"the range ({self.low}, {self.high}) has too many integers to tell "
                f"apart: at most 2**40 are accepted; use reals instead"
            )

    @property
    def size(self) -> int:
        return self.high - self.low + 1

    def contains(self, value: Any) -> bool:
        return is_integer(value) and self.low <= int(value) <= self.high

    def _nearest(self, number: float) -> int:
        return round(min(max(number, self.low), self.high))

    def to_unit(self, value: Any) -> float:
        if not self.log:
            return centre_of(int(value) - self.low, self.size)
        start, width = self._scaled()
        return (math.log(value) - start) / width

    def from_unit(self, u: float) -> int:
        if not self.log:
            return self.low + cell_of(u, self.size)
        start, width = self._scaled()
        return min(max(round(math.exp(start + u * width)), self.low), self.high)

    def snap(self, u: FloatArray) -> FloatArray:
        if not self.log:
            return to_centres(u, self.size)
        start, width = self._scaled()
        values = np.clip(np.rint(np.exp(start + u * width)), self.low, self.high)
        return np.asarray((np.log(values) - start) / width, dtype=np.float64)

    def _scaled(self) -> tuple[float, float]:
        start = math.log(self.low - 0.5)
        return start, math.log(self.high + 0.5) - start
