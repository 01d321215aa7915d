"""Lists with ranges among their choices, such as ``[None, randint(2, 31)]``."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from sk_hpo.space.dimensions.categorical import Categorical
from sk_hpo.space.dimensions.cells import FloatArray
from sk_hpo.space.dimensions.coordinate import Condition
from sk_hpo.space.dimensions.dimension import Axis, Dimension
from sk_hpo.space.equal_choices import distinct, find, same
from sk_hpo.space.plain_values import is_number, plain, shown


class Mixed(Dimension):
    """A choice, or a value of a range.

    The first axis is the choice of an item of the list; all are equally likely. Each
    range has an axis of its own, which exists if the range is chosen.

    Parameters
    ----------
    items : iterable
        Axes are ranges, every other object is a choice.
    """

    def __init__(self, items: Iterable[Any]) -> None:
        given = tuple(plain(item) for item in items)
        for item in given:
            if isinstance(item, Dimension) and not isinstance(item, Axis):
                raise TypeError(f"{shown(item)} cannot be an item of a mixed list")
        self.items = distinct(given)
        if not self.items:
            raise ValueError("an empty list has no choices")
        self._selector = Categorical(range(len(self.items)))
        self._ranges = {
            i: item for i, item in enumerate(self.items) if isinstance(item, Axis)
        }

    @property
    def axes(self) -> tuple[Axis, ...]:
        return (self._selector, *self._ranges.values())

    @property
    def conditions(self) -> tuple[Condition | None, ...]:
        return (None, *((0, frozenset({i})) for i in self._ranges))

    @property
    def size(self) -> int | None:
        """Number of values, an upper bound where two ranges overlap."""
        n = 0
        for item in self.items:
            size = item.size if isinstance(item, Axis) else self._new(item)
            if size is None:
                return None
            n += size
        return n

    def encode(self, value: Any) -> FloatArray:
        i = self._item_of(value)
        if i is None:
            raise ValueError(f"{shown(value)} is not in {self!r}")
        u = np.full(1 + len(self._ranges), 0.5)
        u[0] = self._selector.to_unit(i)
        if i in self._ranges:
            u[self._axis_of(i)] = self._ranges[i].to_unit(value)
        return u

    def decode(self, u: FloatArray) -> Any:
        i = self._selector.index_at(float(u[0]))
        if i in self._ranges:
            return self._ranges[i].from_unit(float(u[self._axis_of(i)]))
        return self.items[i]

    def contains(self, value: Any) -> bool:
        return self._item_of(value) is not None

    def nearest(self, value: Any) -> Any:
        i = self._item_of(value)
        if i is not None:
            return self._value_at(i, value)
        if not is_number(value) or math.isnan(value):
            return self.middle()
        value = plain(value)
        near = [axis.nearest(value) for axis in self._ranges.values()]
        near += [item for item in self.items if is_number(item)]
        numbers = [item for item in near if is_number(item)]
        if not numbers:
            return self.middle()
        return min(numbers, key=lambda number: abs(number - value))

    def middle(self) -> Any:
        first = self.items[0]
        return first.middle() if isinstance(first, Axis) else first

    def _item_of(self, value: Any) -> int | None:
        value = plain(value)
        hits = [i for i, item in enumerate(self.items) if _holds(item, value)]
        # the integer 1 and the real 1.0 may mean different things to an estimator
        typed = [i for i in hits if type(self._value_at(i, value)) is type(value)]
        return next(iter(typed or hits), None)

    def _value_at(self, i: int, value: Any) -> Any:
        return self._ranges[i].nearest(value) if i in self._ranges else self.items[i]

    def _axis_of(self, i: int) -> int:
        return 1 + list(self._ranges).index(i)

    def _new(self, choice: Any) -> int:
        return int(not any(axis.contains(choice) for axis in self._ranges.values()))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mixed):
            return NotImplemented
        if len(self.items) != len(other.items):
            return False
        pairs = zip(self.items, other.items, strict=True)
        return all(_same_item(a, b) for a, b in pairs)

    def __hash__(self) -> int:
        # items need not be hashable
        return hash((type(self), len(self.items)))

    def __repr__(self) -> str:
        return f"Mixed({list(self.items)!r})"


def _holds(item: Any, value: Any) -> bool:
    return item.contains(value) if isinstance(item, Axis) else same(item, value)


def _same_item(a: Any, b: Any) -> bool:
    return type(a) is type(b) and find(a, [b]) == 0
