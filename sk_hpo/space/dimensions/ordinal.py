"""Listed numbers: choices with an order and a scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, ClassVar

from sk_hpo.space.dimensions.cells import FloatArray, cell_of, centre_of, to_centres
from sk_hpo.space.dimensions.coordinate import Kind
from sk_hpo.space.dimensions.dimension import Axis
from sk_hpo.space.equal_choices import all_alike, distinct, find
from sk_hpo.space.plain_values import is_number, plain, shown

# If two neighbours are closer than this share of an even step, a model can hardly tell
# them apart, so the ranks are better places.
CLOSEST = 0.1


class Ordinal(Axis):
    """One of some finite numbers, all equally likely.

    Parameters
    ----------
    values : iterable of int or float
        Values in any order. They are sorted, and duplicates of one type are dropped.
    """

    kind: ClassVar[Kind] = "ordinal"

    def __init__(self, values: Iterable[Any]) -> None:
        numbers = [plain(value) for value in values]
        for number in numbers:
            if not is_number(number) or not math.isfinite(number):
                raise TypeError(f"finite numbers are needed, got {shown(number)}")
        if not numbers:
            raise ValueError("an empty list has no choices")
        self.values = distinct(sorted(numbers))
        self.places = places_of(self.values)

    @property
    def size(self) -> int:
        return len(self.values)

    def contains(self, value: Any) -> bool:
        return is_number(value) and find(plain(value), self.values) is not None

    def _nearest(self, number: float) -> Any:
        i = find(number, self.values)
        if i is not None:
            return self.values[i]
        bounded = min(max(number, self.values[0]), self.values[-1])
        return min(self.values, key=lambda v: abs(v - bounded))

    def to_unit(self, value: Any) -> float:
        i = find(plain(value), self.values)
        assert i is not None
        return centre_of(i, self.size)

    def from_unit(self, u: float) -> Any:
        return self.values[cell_of(u, self.size)]

    def snap(self, u: FloatArray) -> FloatArray:
        return to_centres(u, self.size)

    def _equals(self, other: Any) -> bool:
        return all_alike(self.values, other.values)

    def __repr__(self) -> str:
        return f"Ordinal({list(self.values)!r})"


def places_of(values: Sequence[float]) -> tuple[float, ...]:
    """Place sorted numbers in [0, 1] on the scale where they are spread most evenly.

    The scale is linear or, if all are above 0, log. If neither separates neighbours, as
    for (0, 0.001, 0.01, ..., 1000), the places are the ranks.

    Parameters
    ----------
    values : sequence of float
        Sorted.

    Returns
    -------
    tuple of float
        From 0 to 1; (0.5,) for one value.
    """
    if values[0] == values[-1]:
        return (0.5,) * len(values)
    best = _unit(_logs(values) if is_log(values) else values)
    gaps = [b - a for a, b in pairwise(best) if b > a]
    if min(gaps) * len(gaps) < CLOSEST:
        best = _unit([float(i) for i in range(len(values))])
    return tuple(best)


def is_log(values: Sequence[float]) -> bool:
    """Return whether sorted numbers are spread more evenly on a log scale."""
    if values[0] <= 0 or values[0] == values[-1]:
        return False
    return _unevenness(_unit(_logs(values))) < _unevenness(_unit(values))


def _logs(values: Sequence[float]) -> list[float]:
    return [math.log(value) for value in values]


def _unit(x: Sequence[float]) -> list[float]:
    # halves, because the difference of two large floats may overflow
    low, high = float(x[0]) / 2, float(x[-1]) / 2
    return [(float(v) / 2 - low) / (high - low) for v in x]


def _unevenness(x: Sequence[float]) -> float:
    return sum((b - a) ** 2 for a, b in pairwise(x))
