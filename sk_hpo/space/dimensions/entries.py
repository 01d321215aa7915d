"""Parameters that are dicts whose entries are searched, such as ``class_weight``."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import numpy as np

from sk_hpo.space.dimensions.cells import FloatArray
from sk_hpo.space.dimensions.coordinate import Condition
from sk_hpo.space.dimensions.dimension import Axis, Dimension
from sk_hpo.space.named_errors import named_errors
from sk_hpo.space.plain_values import shown


class Entries(Dimension):
    """A dict with a dimension for each of its keys.

    Parameters
    ----------
    entries : mapping of hashable to Dimension
        Not empty.
    """

    def __init__(self, entries: Mapping[Any, Dimension]) -> None:
        self.entries = dict(entries)

    @property
    def axes(self) -> tuple[Axis, ...]:
        return tuple(axis for d in self.entries.values() for axis in d.axes)

    @property
    def conditions(self) -> tuple[Condition | None, ...]:
        return tuple(
            None if condition is None else (start + condition[0], condition[1])
            for start, _, dimension in self._blocks()
            for condition in dimension.conditions
        )

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
            with named_errors(f"entry {key!r}"):
                blocks.append(dimension.encode(value[key]))
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

    def nearest(self, value: Any) -> dict[Any, Any]:
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

    def _equals(self, other: Any) -> bool:
        return list(self.entries.items()) == list(other.entries.items())

    def __repr__(self) -> str:
        return f"Entries({self.entries!r})"
