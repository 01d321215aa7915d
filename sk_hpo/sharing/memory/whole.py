"""All rows of a search, of which every split takes some.

What is known of each row by itself - the terms of a text - is found once, and cut for
each split.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo.sharing.memory.memo import Memo, nbytes

Ints = npt.NDArray[np.intp]


class Whole:
    """All rows, and which of them a split's are.

    Parameters
    ----------
    make : callable
        Returns all rows, as an estimator sees them.
    n : int
        How many there are.
    numbers : sequence of array-like
        Which rows the split trains on, and which it scores, each in their order.
    memo : Memo
        Of the worker: it outlives the split.
    """

    def __init__(
        self, make: Callable[[], Any], n: int, numbers: Sequence[Any], memo: Memo
    ) -> None:
        self._make = make
        self._n = n
        self._numbers = tuple(map(_positions, numbers))
        self._memo = memo

    @property
    def worth(self) -> bool:
        """Whether the split has so many of the rows that all are hardly more work."""
        training, scored, *_ = self._numbers
        return 2 * (len(training) + len(scored)) >= self._n

    def part(self, cut: Callable[[Any], Any]) -> Whole:
        """Some columns of all rows."""
        return Whole(lambda: cut(self._make()), self._n, self._numbers, self._memo)

    def at(self, place: Hashable, parts: Sequence[Callable[[Any], bool]]) -> Known:
        """What is known of all rows at a place.

        Parameters
        ----------
        place : hashable
            Of the path that wants to know.
        parts : sequence of callable
            Whether some rows are those that the split trains on, that it scores.
        """
        return Known(self, place, parts)


class Known:
    """What a path knows of all rows; another split's path at its place knows it too."""

    def __init__(
        self, whole: Whole, place: Hashable, parts: Sequence[Callable[[Any], bool]]
    ) -> None:
        self._whole = whole
        self._place = place
        self._parts = parts

    def once(self, name: Hashable, make: Callable[[Any], Any]) -> Any:
        """What `make` finds out of all rows, when a split first asks for it."""
        key = "whole", self._place, name
        found = self._whole._memo.get(key)
        if found is None:
            found = make(self._whole._make())
            self._whole._memo.put(key, found, nbytes(found))
        return found

    def numbers(self, X: Any) -> Ints | None:
        """Which of all rows `X` is, if it is rows of the split."""
        pairs = zip(self._parts, self._whole._numbers, strict=True)
        return next((numbers for is_it, numbers in pairs if is_it(X)), None)


def _positions(rows: Any) -> Ints:
    rows = np.asarray(rows)
    return np.flatnonzero(rows) if rows.dtype == bool else rows
