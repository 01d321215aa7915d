"""Results that may be used again, up to a number of bytes."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import scipy.sparse

BUDGET = 64 * 2**20  # bytes; a process that has loaded scikit-learn takes twice that
MANY = 64  # more attributes than an estimator has


class Memo:
    """Values that may be used again; when it is full, the least recently used go first.

    Values that the current candidate or the one before it has used are kept, whatever
    their size. Without them nothing would be shared, and a separate fit needs the same
    memory.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self.budget = budget
        # values, sizes, and numbers of the candidates that used them last; in that
        # order
        self._kept: dict[Hashable, tuple[Any, int, int]] = {}
        self._now = 0
        self._bytes = 0

    def get(self, key: Hashable) -> Any:
        """Return the value of a key, or None."""
        if key not in self._kept:
            return None
        value, size, _ = self._kept.pop(key)
        self._kept[key] = value, size, self._now
        return value

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Keep a value of about the given number of bytes."""
        self._kept[key] = value, size, self._now
        self._bytes += size

    def forget(self, key: Hashable) -> None:
        """Drop the value of a key."""
        self._bytes -= self._kept.pop(key)[1]

    def next_candidate(self) -> None:
        """Make room, now that another candidate begins."""
        self._now += 1
        for key, (_, _, used) in list(self._kept.items()):
            if self._bytes <= self.budget or used >= self._now - 1:
                return
            self.forget(key)


def nbytes(value: Any, depth: int = 3) -> int:
    """Estimate how many bytes of arrays an object holds."""
    if scipy.sparse.issparse(value):
        return sum(nbytes(part) for part in vars(value).values())
    if hasattr(value, "memory_usage"):  # a frame or a series of pandas
        usage = value.memory_usage()
        return int(getattr(usage, "sum", lambda: usage)())
    if hasattr(value, "estimated_size"):  # a frame of polars
        return int(value.estimated_size())
    if hasattr(value, "node_count"):  # a tree of scikit-learn
        return int(value.node_count) * 64 + int(value.value.nbytes)
    if isinstance(getattr(value, "nbytes", None), int):
        return int(value.nbytes)
    if depth == 0:
        return 0
    if isinstance(value, dict):
        if len(value) > MANY:  # a vocabulary
            return 100 * len(value) + _of_sequence(list(value.values()), depth)
        return sum(nbytes(item, depth - 1) for item in value.values())
    if isinstance(value, (list, tuple)):
        return _of_sequence(value, depth)
    return nbytes(vars(value), depth - 1) if hasattr(value, "__dict__") else 0


def _of_sequence(values: list[Any] | tuple[Any, ...], depth: int) -> int:
    # estimate from a few of many: they are strings, or the trees of a forest
    some = values[:: max(1, len(values) // 16)]
    if not some:
        return 0
    of_some = sum(nbytes(value, depth - 1) for value in some)
    return 8 * len(values) + of_some * len(values) // len(some)
