"""Real numbers of a range, on a linear or a log scale.

Notation: v a value, u its place in [0, 1], s the scale (identity or log)::

    u = (s(v) - s(low)) / (s(high) - s(low))

Values are rounded, so that decoding the code of a value returns it. Otherwise the last
bits of log and exp would make every copy a new candidate. On a linear scale the
arithmetic has an absolute error of a few 1e-16 of the larger bound, so values lie on a
decimal grid of about 1e-12 of the range, never finer than 1e-14 of the larger bound. On
a log scale the error is relative, so values have 12 significant digits. A value that
rounds to the same number as a bound becomes that bound.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np

from sk_hpo.space.dimensions.bounds import check_bounds
from sk_hpo.space.dimensions.cells import FloatArray
from sk_hpo.space.dimensions.coordinate import Kind
from sk_hpo.space.dimensions.dimension import Axis
from sk_hpo.space.plain_values import is_number, plain

DIGITS = 12
# exp(700 eps) is already wrong in its 12th digit
WIDE_LOG = 500.0


@dataclass(frozen=True)
class Real(Axis):
    """Floats from ``low`` to ``high``, both included.

    Parameters
    ----------
    low, high : float
        The ends; equal ends are one value.
    log : bool, default=False
        Whether equal ratios, rather than equal differences, are equally likely.
    """

    kind: ClassVar[Kind] = "real"
    low: float
    high: float
    log: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "low", float(self.low))
        object.__setattr__(self, "high", float(self.high))
        check_bounds(self.low, self.high, log=self.log)

    @property
    def size(self) -> int | None:
        return 1 if self.low == self.high else None

    def contains(self, value: Any) -> bool:
        return is_number(value) and self.low <= plain(value) <= self.high

    def _nearest(self, number: float) -> float:
        return float(min(max(number, self.low), self.high))

    def to_unit(self, value: Any) -> float:
        value = float(value)
        if self.low < self.high and value in (self.low, self.high):
            return float(value == self.high)
        start, width = self._scaled()
        if width == 0:
            return 0.5
        s = math.log(value) if self.log else value
        return min(max((s - start) / width, 0.0), 1.0)

    def from_unit(self, u: float) -> float:
        if u in (0, 1):
            return self.high if u == 1 else self.low
        start, width = self._scaled()
        # a Python float, since numpy rounds inexactly
        s = start + float(u) * width
        v = self._rounded(math.exp(s) if self.log else s)
        low, high = _rounded_ends(self)
        if low < v < high:
            return v
        # the ends of a narrow range may round to the same number
        nearer = u < 0.5 if low == high else v <= low
        return self.low if nearer else self.high

    def snap(self, u: FloatArray) -> FloatArray:
        # the rounding of values is too small to matter to a model
        return np.full_like(u, 0.5) if self.size == 1 else u

    def _scaled(self) -> tuple[float, float]:
        return _scaled(self.low, self.high, self.log)

    def _rounded(self, v: float) -> float:
        if self.log:
            digits = DIGITS if self._scaled()[1] < WIDE_LOG else DIGITS - 1
            return float(f"{v:.{digits - 1}e}")
        return round(v, _decimals(self.low, self.high))


# Cached, since a constraint is asked about very many points. Not as attributes: they
# would be part of what identifies a user's own dimension in a checkpoint.


@lru_cache(maxsize=1024)
def _rounded_ends(real: Real) -> tuple[float, float]:
    return real._rounded(real.low), real._rounded(real.high)


@lru_cache(maxsize=1024)
def _scaled(low: float, high: float, log: bool) -> tuple[float, float]:
    """Return where the scaled range starts, and its width."""
    if not log:
        return low, high - low
    return math.log(low), math.log(high) - math.log(low)


@lru_cache(maxsize=1024)
def _decimals(low: float, high: float) -> int:
    width = high - low
    if width == 0:
        return 0
    largest = max(abs(low), abs(high))
    return min(DIGITS - _exponent(width), 13 - _exponent(largest), 300)


def _exponent(x: float) -> int:
    return math.floor(math.log10(x))
