"""Where the values of a space's coordinates lie, and all candidates of a small one.

Notation: d coordinates; u of shape (d,), a point of the unit cube.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from sk_hpo.space import Space

FloatArray = npt.NDArray[np.float64]

# Values whose cells are narrower than 1 / FINEST may be missed.
FINEST = 2**18


class Grid:
    """The values of the coordinates of a space that have countably many.

    Parameters
    ----------
    space : Space
    """

    def __init__(self, space: Space) -> None:
        self._space = space
        self._places: dict[int, FloatArray] = {}

    def values(self, j: int) -> FloatArray:
        """Places of all values of coordinate j, in order."""
        if j not in self._places:
            self._places[j] = self._find(j)
        return self._places[j]

    def _find(self, j: int) -> FloatArray:
        # a space tells how many values a coordinate has but not where: points are
        # placed, ever more of them until all values are met
        size = self._space.coordinates[j].size
        assert size is not None
        n = 2 * size
        while True:
            U = np.full((n, self._d), 0.5)
            U[:, j] = (np.arange(n) + 0.5) / n
            found = np.unique(self._space.placed(U)[:, j])
            if len(found) >= size or n > FINEST:
                return found
            n *= 2

    def points(self) -> FloatArray:
        """All candidates of a finite space, of shape (n, d).

        A candidate that can be written in several ways is there as often, but only once
        if they differ in what has no influence.
        """
        U = np.array(list(self._points(np.full(self._d, 0.5), 0)))
        if self._space.idle is None:
            return U
        U = self._space.snap(U)
        _, first = np.unique(U, axis=0, return_index=True)
        return np.asarray(U[np.sort(first)])

    @property
    def _d(self) -> int:
        return len(self._space.coordinates)

    def _points(self, u: FloatArray, j: int) -> Iterator[FloatArray]:
        """All points whose first j coordinates are those of u."""
        if j == self._d:
            yield u.copy()
            return
        # parents come first, so what exists is known by now
        exists = bool(self._space.exists(u)[j])
        for value in self.values(j) if exists else (0.5,):
            u[j] = value
            yield from self._points(u, j + 1)
        u[j] = 0.5
