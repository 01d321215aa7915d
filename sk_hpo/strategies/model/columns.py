"""The columns of the model: one or more for each coordinate of a point.

Notation: U of shape (n, d), snapped points of the unit cube; X of shape (n, m), the
columns; owner of shape (m,), the length scale (0 to p - 1) that a column belongs to.

A number has one column: its position in [0, 1]. A choice without an order has one
column for each value, 0 or sqrt(1/2), so that different values have the distance 1. A
coordinate that does not exist in a point, or is ignored there, is in the middle, so
that points without it have no distance in it. A coordinate that is ignored everywhere
has no column.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sk_hpo.gp.kernel import BoolArray, FloatArray, IntArray
from sk_hpo.space import Space
from sk_hpo.strategies.model.grid import Grid


class Columns:
    """The columns of a space.

    Parameters
    ----------
    space : Space

    Attributes
    ----------
    owner : ndarray of shape (m,)
    p : int
        Number of coordinates that have columns: those with more than one value.
    real : ndarray of bool, shape (m,)
        Columns of real numbers.
    names : tuple of str
        The names of those p coordinates.
    """

    def __init__(self, space: Space) -> None:
        self._space = space
        self._grid = Grid(space)
        self._varying = [
            j
            for j, c in enumerate(space.coordinates)
            if (c.size is None or c.size > 1) and not space.is_ignored(j)
        ]
        self.p = len(self._varying)
        varying = [space.coordinates[j] for j in self._varying]
        self.names = tuple(c.name for c in varying)
        widths = [(c.size or 1) if c.kind == "categorical" else 1 for c in varying]
        self.owner = np.array(
            [k for k, w in enumerate(widths) for _ in range(w)], np.int64
        )
        kinds = [varying[k].kind for k in self.owner]
        self.real = np.array([kind == "real" for kind in kinds], dtype=np.bool_)
        self._moving = np.flatnonzero([kind in ("real", "integer") for kind in kinds])

    def of(self, U: FloatArray) -> FloatArray:
        """Return the columns X of snapped points U."""
        active = self._space.active(U)
        X = np.empty((len(U), len(self.owner)))
        for k, j in enumerate(self._varying):
            coordinate, columns = self._space.coordinates[j], self.owner == k
            u, exists = U[:, j], active[:, j]
            if coordinate.kind == "categorical":
                block = self._numbers(j, u)[:, None] == np.arange(columns.sum())
                X[:, columns] = block * exists[:, None] * math.sqrt(0.5)
                continue
            if coordinate.places is not None:
                places = np.array(coordinate.places)
                u = np.where(exists, places[self._numbers(j, u)], 0.5)
            X[:, columns] = u[:, None]
        return X

    def along(self, U: FloatArray) -> Along:
        """Return the columns of points that move along ranges of numbers."""
        coordinates = np.array(self._varying, dtype=np.int64)[self.owner[self._moving]]
        exists = self._space.active(U)[:, coordinates]
        return Along(U, self.of(U), exists, coordinates, self._moving)

    def _numbers(self, j: int, u: FloatArray) -> IntArray:
        """Return the ranks of the values of coordinate j at u."""
        values = self._grid.values(j)
        between = (values[1:] + values[:-1]) / 2
        return np.searchsorted(between, u)


@dataclass(frozen=True)
class Along:
    """Points that move along ranges of numbers only; made by `Columns.along`.

    The columns of moved points are computed without calling the space again.

    Parameters
    ----------
    U : ndarray of shape (n, d)
        The points before they move.
    X : ndarray of shape (n, m)
        Their columns.
    exists : ndarray of bool, shape (n, r)
        Which of r ranges exist in which point.
    coordinates, columns : ndarray of int, shape (r,)
        Where each range is in U and in X.
    """

    U: FloatArray
    X: FloatArray
    exists: BoolArray
    coordinates: IntArray
    columns: IntArray

    def of(self, U: FloatArray) -> FloatArray:
        """Return the columns X of the points, moved to U."""
        X = self.X.copy()
        X[:, self.columns] = np.where(self.exists, U[:, self.coordinates], 0.5)
        return X

    def pulled_back(self, gradient: FloatArray) -> FloatArray:
        """Turn gradients in X (n, m) into gradients in U (n, d).

        They are zero along coordinates that are not ranges of numbers or do not exist.
        """
        pulled = np.zeros(self.U.shape)
        pulled[:, self.coordinates] = gradient[:, self.columns] * self.exists
        return pulled
