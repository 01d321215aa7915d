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
from sk_hpo.space.equal_choices import all_alike, distinct
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
        self._alone = [
            item if isinstance(item, Axis) else Categorical([item])
            for item in self.items
        ]
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
        ranges = list(self._ranges.values())
        n = 0
        for item, axis in zip(self.items, self._alone, strict=True):
            if axis.size is None:
                return None
            # a choice that lies in a range is not another value
            if isinstance(item, Axis) or not any(r.contains(item) for r in ranges):
                n += axis.size
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
            return self._alone[i].nearest(value)
        if not is_number(value) or math.isnan(value):
            return self.middle()
        value = plain(value)
        near = [axis.nearest(value) for axis in self._ranges.values()]
        near += [item for item in self.items if is_number(item)]
        numbers = [item for item in near if is_number(item)]
        return min(numbers, key=lambda n: abs(n - value), default=self.middle())

    def middle(self) -> Any:
        return self._alone[0].middle()

    def _item_of(self, value: Any) -> int | None:
        value = plain(value)
        found = [i for i, axis in enumerate(self._alone) if axis.contains(value)]
        # the integer 1 and the real 1.0 may mean different things to an estimator
        nearest = [(i, self._alone[i].nearest(value)) for i in found]
        typed = [i for i, near in nearest if type(near) is type(value)]
        return next(iter(typed or found), None)

    def _axis_of(self, i: int) -> int:
        return 1 + list(self._ranges).index(i)

    def _equals(self, other: Any) -> bool:
        return all_alike(self.items, other.items)

    def __repr__(self) -> str:
        return f"Mixed({list(self.items)!r})"
