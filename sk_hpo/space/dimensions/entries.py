"""Parameters that are dicts whose entries are searched, such as ``class_weight``."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import numpy as np

from sk_hpo.space.dimensions.cells import FloatArray
from sk_hpo.space.dimensions.coordinate import Condition
from sk_hpo.space.dimensions.dimension import Axis, Dimension
from sk_hpo.space.plain_values import shown


class Entries(Dimension):
    """A dict with a dimension for each of its keys.

    Parameters
    ----------
    entries : mapping of hashable to Dimension
        Not empty.
    """

    def __init__(self, entries: Mapping[Hashable, Dimension]) -> None:
        self.entries = dict(entries)

    @property
    def axes(self) -> tuple[Axis, ...]:
        return tuple(axis for d in self.entries.values() for axis in d.axes)

    @property
    def conditions(self) -> tuple[Condition | None, ...]:
        shifted: list[Condition | None] = []
        for start, _, dimension in self._blocks():
            for condition in dimension.conditions:
                if condition is not None:
                    condition = (start + condition[0], condition[1])
                shifted.append(condition)
        return tuple(shifted)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(
            f"[{key!r}]{label}"
            for key, dimension in self.entries.items()
            for label in dimension.labels
        )

    @property
    def size(self) -> int | None:
        sizes = [d.size for d in self.entries.values()]
        known = [size for size in sizes if size is not None]
        return math.prod(known) if len(known) == len(sizes) else None

    def encode(self, value: Any) -> FloatArray:
        if not self._has_its_keys(value):
            raise ValueError(f"{shown(value)} is not in {self!r}")
        blocks = []
        for key, dimension in self.entries.items():
            try:
                blocks.append(dimension.encode(value[key]))
            except ValueError as error:
                raise ValueError(f"entry {key!r}: {error}") from error
        return np.concatenate(blocks)

    def decode(self, u: FloatArray) -> Any:
        return {
            key: dimension.decode(u[start : start + len(dimension.axes)])
            for start, key, dimension in self._blocks()
        }

    def contains(self, value: Any) -> bool:
        return self._has_its_keys(value) and all(
            dimension.contains(value[key]) for key, dimension in self.entries.items()
        )

    def nearest(self, value: Any) -> Any:
        given = value if isinstance(value, Mapping) else {}
        return {
            key: dimension.nearest(given[key]) if key in given else dimension.middle()
            for key, dimension in self.entries.items()
        }

    def middle(self) -> Any:
        return {key: dimension.middle() for key, dimension in self.entries.items()}

    def _has_its_keys(self, value: Any) -> bool:
        return isinstance(value, Mapping) and value.keys() == self.entries.keys()

    def _blocks(self) -> Iterator[tuple[int, Hashable, Dimension]]:
        start = 0
        for key, dimension in self.entries.items():
            yield start, key, dimension
            start += len(dimension.axes)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Entries):
            return NotImplemented
        return list(self.entries.items()) == list(other.entries.items())

    def __hash__(self) -> int:
        return hash((type(self), tuple(self.entries)))

    def __repr__(self) -> str:
        return f"Entries({self.entries!r})"
