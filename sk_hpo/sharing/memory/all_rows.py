"""All rows of a search; every split has some of them.

Values that depend on a single row only, such as the terms of a text, are computed once
for all rows. Every split takes the values of its own rows.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo.sharing.memory.memo import Memo, nbytes

Ints = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class AllRows:
    """All rows, and which of them a split has.

    Parameters
    ----------
    make : callable
        Returns all rows, as an estimator sees them.
    n : int
        The number of rows.
    positions : sequence of array-like
        The positions of the training rows and of the rows that are scored, in order.
    memo : Memo
        The worker's memo, which outlives the split.
    """

    make: Callable[[], Any]
    n: int
    positions: Sequence[Any]
    memo: Memo

    def __post_init__(self) -> None:
        object.__setattr__(self, "positions", tuple(map(_positions, self.positions)))

    @property
    def mostly_used(self) -> bool:
        """Whether the split has at least half of the rows."""
        training, scored, *_ = self.positions
        return 2 * (len(training) + len(scored)) >= self.n

    def part(self, cut: Callable[[Any], Any]) -> AllRows:
        """Return some columns of all rows."""
        return replace(self, make=lambda: cut(self.make()))


@dataclass(frozen=True, eq=False)
class FromAllRows:
    """Values that a path computes from all rows, shared by the paths of all splits.

    Parameters
    ----------
    rows : AllRows
    place : hashable
        What the paths of all splits have in common.
    parts : sequence of callable
        For each of the split's `positions`, a function that tests whether given rows
        are the rows at these positions.
    """

    rows: AllRows
    place: Hashable
    parts: Sequence[Callable[[Any], bool]]

    def once(self, name: Hashable, make: Callable[[Any], Any]) -> Any:
        """Return what `make` gives for all rows; call it for the first split only."""
        key = "all rows", self.place, name
        found = self.rows.memo.get(key)
        if found is None:
            found = make(self.rows.make())
            self.rows.memo.put(key, found, nbytes(found))
        return found

    def positions(self, X: Any) -> Ints | None:
        """Return the positions of `X` among all rows; None if they are other rows."""
        pairs = zip(self.parts, self.rows.positions, strict=True)
        return next((positions for is_it, positions in pairs if is_it(X)), None)


def _positions(rows: Any) -> Ints:
    rows = np.asarray(rows)
    return np.flatnonzero(rows) if rows.dtype == bool else rows
