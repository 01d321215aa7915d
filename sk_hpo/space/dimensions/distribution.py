"""Any scipy distribution, through its quantile function.

Notation: u in [0, 1], q the quantile function (ppf), F the distribution function (cdf),
N = LEVELS. Each of N cells of [0, 1] has the quantile at its centre::

    value = q(centre(u)),    u = centre(F(value))

Neither q nor F is exact, and a float u has few digits left in a tail. The cells are
much wider than the errors of q(F(v)). So values are the same after encoding and
decoding, and the ends of an unbounded distribution are finite.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sk_hpo.space.dimensions.cells import FloatArray, cell_of, centre_of, to_centres
from sk_hpo.space.dimensions.coordinate import Kind
from sk_hpo.space.dimensions.dimension import Axis
from sk_hpo.space.equal_choices import same
from sk_hpo.space.plain_values import is_integer, is_number, plain, shown

LEVELS = 2**20
# The values of discrete distributions with a wider range are not counted.
MOST_COUNTED = 2**16


class Distribution(Axis):
    """The values of a scipy distribution: ints if it is discrete, floats otherwise.

    Parameters
    ----------
    frozen : scipy.stats frozen distribution
        One-dimensional, with all its parameters given.
    """

    kind: Kind = "real"
    size: int | None = None

    def __init__(self, frozen: Any) -> None:
        self.frozen = frozen
        self.discrete = hasattr(frozen, "pmf")
        self.kind = "integer" if self.discrete else "real"
        try:
            ends = [frozen.ppf(centre_of(i, LEVELS)) for i in (0, LEVELS - 1)]
            support = frozen.support()
        except TypeError as error:
            raise TypeError(
                f"{shown(frozen)} is not a distribution with all its parameters "
                "given, such as scipy.stats.gamma(2)"
            ) from error
        if np.ndim(ends) != 1 or not np.all(np.isfinite(ends)):
            raise ValueError(
                f"{_named(frozen)} has no finite quantiles: its parameters must be "
                "single numbers that the distribution allows"
            )
        self._support = float(support[0]), float(support[1])
        self.size = self._counted(int(ends[0]), int(ends[1]))

    def contains(self, value: Any) -> bool:
        low, high = self._support
        value = plain(value)
        if not is_number(value) or not low <= value <= high or math.isinf(value):
            return False
        if self.discrete:
            return is_integer(value) and bool(self.frozen.pmf(value) > 0)
        return True

    def _nearest(self, number: float) -> int | float:
        low, high = self._support
        value = min(max(number, low), high)
        if math.isinf(value):
            return self.from_unit(0.0 if value < 0 else 1.0)
        if not self.discrete:
            return float(value)
        value = round(value)
        return value if self.contains(value) else self.from_unit(self.to_unit(value))

    def to_unit(self, value: Any) -> float:
        return float(self._places(np.array([value], dtype=np.float64))[0])

    def from_unit(self, u: float) -> int | float:
        value = float(self.frozen.ppf(centre_of(cell_of(u, LEVELS), LEVELS)))
        if self.discrete:
            return int(value)
        return min(max(float(f"{value:.11e}"), self._support[0]), self._support[1])

    def snap(self, u: FloatArray) -> FloatArray:
        if not self.discrete:
            return to_centres(u, LEVELS)
        return self._places(np.asarray(self.frozen.ppf(to_centres(u, LEVELS))))

    def _places(self, values: FloatArray) -> FloatArray:
        above = np.asarray(self.frozen.cdf(values), dtype=np.float64)
        if self.discrete:
            above = (above + np.asarray(self.frozen.cdf(values - 1))) / 2
        return to_centres(above, LEVELS)

    def _counted(self, first: int, last: int) -> int | None:
        if not self.discrete or last - first >= MOST_COUNTED:
            return None
        edges = self.frozen.cdf(np.arange(first - 1, last + 1))
        # values without the centre of a cell in their share of [0, 1] cannot occur
        centres_below = np.ceil(np.asarray(edges) * LEVELS - 0.5)
        return int(np.count_nonzero(np.diff(centres_below)))

    def _key(self) -> tuple[Any, ...]:
        args, kwds = getattr(self.frozen, "args", ()), getattr(self.frozen, "kwds", {})
        return tuple(args), tuple(sorted(kwds.items()))

    def _equals(self, other: Any) -> bool:
        mine: Any = getattr(self.frozen, "dist", None)
        others: Any = getattr(other.frozen, "dist", None)
        return self.frozen is other.frozen or (
            mine is not None
            and type(mine) is type(others)
            and mine.name == others.name
            and same(self._key(), other._key())
        )

    def __repr__(self) -> str:
        return f"Distribution({_named(self.frozen)})"


def _named(frozen: Any) -> str:
    dist = getattr(frozen, "dist", frozen)
    return f"scipy.stats.{getattr(dist, 'name', type(dist).__name__)}"
