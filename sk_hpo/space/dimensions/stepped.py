"""Numbers in equal steps: low, low + step, low + 2 step, ..."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from sk_hpo.space.dimensions.bounds import check_bounds
from sk_hpo.space.dimensions.cells import FloatArray, cell_of, centre_of, to_centres
from sk_hpo.space.dimensions.coordinate import Kind
from sk_hpo.space.dimensions.dimension import Axis
from sk_hpo.space.dimensions.integer import MOST
from sk_hpo.space.plain_values import is_integer, is_number, plain

WHOLE = 1e-8  # the float 0.9 / 0.3 is slightly below 3
SMALLEST = 1e-12  # relative to the larger bound: far above the rounding of floats


@dataclass(frozen=True)
class Stepped(Axis):
    """Numbers from ``low`` to at most ``high``, ``step`` apart.

    Integers if ``low`` and ``step`` are, floats otherwise; all equally likely.

    Parameters
    ----------
    low, high : int or float
    step : int or float
        Above 0. ``high`` is a value if it is a whole number of steps away.
    """

    kind: ClassVar[Kind] = "integer"
    low: float
    high: float
    step: float

    def __post_init__(self) -> None:
        for field in ("low", "high", "step"):
            object.__setattr__(self, field, plain(getattr(self, field)))
        check_bounds(self.low, self.high, log=False)
        if not 0 < self.step < math.inf:
            raise ValueError(f"the step must be above 0 and finite, got {self.step}")
        if self._n_steps > MOST or self.step < SMALLEST * self._largest:
            raise ValueError(
                f"the range ({self.low}, {self.high}) with step {self.step} has too "
                "many values, or too close ones, to tell apart: leave the step out"
            )

    @property
    def size(self) -> int:
        return math.floor(self._n_steps + WHOLE) + 1

    def contains(self, value: Any) -> bool:
        value = plain(value)
        if not is_number(value) or (self._integers and not is_integer(value)):
            return False
        near: bool = self.low - self.step <= value <= self.high + self.step
        return near and self._at(self._index(value)) == value

    def _nearest(self, number: float) -> int | float:
        return self._at(self._index(min(max(number, self.low), self.high)))

    def to_unit(self, value: Any) -> float:
        return centre_of(self._index(plain(value)), self.size)

    def from_unit(self, u: float) -> Any:
        return self._at(cell_of(u, self.size))

    def snap(self, u: FloatArray) -> FloatArray:
        return to_centres(u, self.size)

    @property
    def _integers(self) -> bool:
        return is_integer(self.low) and is_integer(self.step)

    def _index(self, value: float) -> int:
        return min(max(round((value - self.low) / self.step), 0), self.size - 1)

    def _at(self, i: int) -> int | float:
        if self._integers:
            return int(self.low + i * self.step)
        if i == 0:
            return float(self.low)
        ends_on_high = abs(self._n_steps - (self.size - 1)) < WHOLE
        if i == self.size - 1 and ends_on_high:
            return float(self.high)
        # 3 * 0.1 must be 0.3; the larger bound determines the decimals
        digits = 14 - math.floor(math.log10(self._largest))
        value = float(round(self.low + i * self.step, digits))
        return min(max(value, self.low), self.high)

    @property
    def _largest(self) -> float:
        return max(abs(self.low), abs(self.high), self.step)

    @property
    def _n_steps(self) -> float:
        return (self.high - self.low) / self.step
