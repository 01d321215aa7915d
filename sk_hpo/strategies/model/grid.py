"""The values of a space's coordinates, and all candidates of a small space.

Notation: d coordinates; u of shape (d,), a point of the unit cube.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sk_hpo.gp.kernel import FloatArray
from sk_hpo.space import Space

# Values with cells narrower than 1 / FINEST may be missed.
FINEST = 2**18


class Grid:
    """The values of the coordinates with finitely many values.

    Parameters
    ----------
    space : Space
    """

    def __init__(self, space: Space) -> None:
        self._space = space
        self._places: dict[int, FloatArray] = {}

    def values(self, j: int) -> FloatArray:
        """Return the positions of all values of coordinate j in [0, 1], sorted."""
        if j in self._places:
            return self._places[j]
        # a space knows the number of values of a coordinate, but not their positions:
        # try more and more points until all values are found
        size = self._space.coordinates[j].size
        assert size is not None
        n = 2 * size
        while True:
            U = np.full((n, self._d), 0.5)
            U[:, j] = (np.arange(n) + 0.5) / n
            found = np.unique(self._space.placed(U)[:, j])
            if len(found) >= size or n > FINEST:
                self._places[j] = found
                return found
            n *= 2

    def points(self) -> FloatArray:
        """Return all candidates of a finite space, of shape (n, d).

        A candidate may have several points, but not if they differ only in ignored
        parameters.
        """
        U = np.array(list(self._points(np.full(self._d, 0.5), 0)))
        if self._space.ignored is None:
            return U
        U = self._space.snap(U)
        _, first = np.unique(U, axis=0, return_index=True)
        return np.asarray(U[np.sort(first)])

    @property
    def _d(self) -> int:
        return len(self._space.coordinates)

    def _points(self, u: FloatArray, j: int) -> Iterator[FloatArray]:
        """Yield all points whose first j coordinates are those of u."""
        if j == self._d:
            yield u.copy()
            return
        # parents come first, so their values are already set
        exists = bool(self._space.exists(u)[j])
        for value in self.values(j) if exists else (0.5,):
            u[j] = value
            yield from self._points(u, j + 1)
        u[j] = 0.5
