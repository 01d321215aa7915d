"""Where in a space, or in a box of it, points promise most.

Notation: q points of the unit cube, U of shape (q, d), in a box from low to high, each
of shape (d,).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from sk_hpo.gp.climb import Slopes, Terrain, apart, climb
from sk_hpo.gp.maximise import Domain, maximise
from sk_hpo.gp.nearby import Nearby
from sk_hpo.gp.promise import Promise
from sk_hpo.space import Space
from sk_hpo.strategies.model.columns import Columns
from sk_hpo.strategies.model.grid import Grid
from sk_hpo.strategies.model.seen import Seen

FloatArray = npt.NDArray[np.float64]

# How many of the best trials are mutated in the search for the next point.
N_BEST = 8
# How many of the points found there climb on.
N_CLIMBERS = 4
# An integer with more values is climbed along as if it were real; of more choices not
# all are tried by each climber.
FEW = 30
# Taken off the promise of what is all but tried: more than any promise is apart.
LAST = 1e9
# Up to so many candidates are all looked at, instead of some at random.
SMALL = 2000


class Ranking:
    """Ranks points of a space by what they promise.

    Parameters
    ----------
    space : Space
    columns : Columns
        What the model sees of points.

    Attributes
    ----------
    every : ndarray of shape (n, d)
        All candidates of a finite space.
    ordered : ndarray of bool, shape (d,)
        Coordinates whose values have an order.
    """

    def __init__(self, space: Space, columns: Columns) -> None:
        self._space = space
        self._columns = columns

    def of(
        self,
        promise: Promise,
        best: FloatArray,
        tried: FloatArray,
        rng: np.random.Generator,
        low: FloatArray,
        high: FloatArray,
    ) -> FloatArray:
        """Return points of a box, those that promise most first.

        Parameters
        ----------
        promise : Promise
        best : ndarray of shape (n, d)
            Scored points, the best first.
        tried : ndarray of shape (t, d)
            All candidates so far.
        rng : numpy.random.Generator
        low, high : ndarray of shape (d,)
        """
        columns, length = self._columns, promise.model.scale
        nearby, seen = Nearby(columns.of(tried), length, columns.real), Seen(tried)

        def score(points: FloatArray) -> FloatArray:
            X = columns.of(points)
            value = promise.value(X) - LAST * nearby.among(X)
            return np.where(seen.among(points), -np.inf, value)

        def slopes(points: FloatArray) -> Slopes:
            along = columns.along(points)

            def at(moved: FloatArray) -> tuple[FloatArray, FloatArray]:
                value, gradient = promise.slopes(along.of(moved))
                return value, along.pulled_back(gradient)

            return at

        if self._space.n_candidates <= SMALL:
            there = ((self.every >= low) & (self.every <= high)).all(axis=1)
            points = self.every[there]
            return points[np.argsort(-score(points), kind="stable")]
        ranked = maximise(score, self._domain(low, high), best[:N_BEST], rng)
        starts = apart(ranked, N_CLIMBERS)
        tops, heights = climb(score, slopes, self._terrain(low, high), starts)
        return np.concatenate([tops[np.argsort(-heights, kind="stable")], ranked])

    def _domain(self, low: FloatArray, high: FloatArray) -> Domain:
        sizes = [c.size for c in self._space.coordinates]
        least = np.array([0.0 if size is None else 0.7 / size for size in sizes])
        return Domain(~self.ordered, least, self._space.snap, low, high)

    def _terrain(self, low: FloatArray, high: FloatArray) -> Terrain:
        smooth, steps = [], []
        for j, c in enumerate(self._space.coordinates):
            number = c.kind in ("real", "integer")
            if number and (c.size is None or c.size > FEW):
                smooth.append(j)
            elif c.size is not None and (1 < c.size <= FEW or c.kind == "ordinal"):
                places = self._grid.values(j)
                places = places[(places >= low[j]) & (places <= high[j])]
                steps.append((j, places, bool(self.ordered[j])))
        bounds = [(float(low[j]), float(high[j])) for j in smooth]
        where = np.array(smooth, dtype=np.int64)
        return Terrain(where, steps, self._space.snap, bounds)

    @cached_property
    def _grid(self) -> Grid:
        return Grid(self._space)

    @cached_property
    def every(self) -> FloatArray:
        return self._grid.points()

    @cached_property
    def ordered(self) -> npt.NDArray[np.bool_]:
        kinds = [c.kind for c in self._space.coordinates]
        return np.array([kind != "categorical" for kind in kinds], dtype=np.bool_)
