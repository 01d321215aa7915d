"""Find the points of a space, or of a box in it, with the highest acquisition.

Notation: q points of the unit cube, U of shape (q, d), in a box from low to high, each
of shape (d,).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

import numpy as np

from sk_hpo.gp.acquisition import Acquisition
from sk_hpo.gp.box import Allowed, Box
from sk_hpo.gp.climb import Slopes, apart, climb
from sk_hpo.gp.kernel import BoolArray, FloatArray
from sk_hpo.gp.maximise import maximise
from sk_hpo.gp.maximise_allowed import maximise_allowed
from sk_hpo.gp.near_duplicates import Nearby
from sk_hpo.space import Space
from sk_hpo.strategies.model.columns import Columns
from sk_hpo.strategies.model.grid import Grid
from sk_hpo.strategies.model.tried_points import TriedPoints

# Number of best trials that are mutated in the search for the next point.
N_BEST = 8
# Number of points found there from which a local search starts.
N_CLIMBERS = 4
# The local search treats an integer with more values as real, and does not change a
# choice with more values.
FEW = 30
# Subtracted from the acquisition of points close to tried ones, to rank them last.
LAST = 1e9
# Spaces with up to this many candidates are enumerated.
SMALL = 2000


class Ranking:
    """Ranks points of a space by their acquisition.

    Parameters
    ----------
    space : Space
    columns : Columns
        The columns of the model.
    allowed : callable, optional
        If the space has a constraint: ``allowed(n)`` returns points (m, d) that are
        allowed, more of them after n candidates than before.

    Attributes
    ----------
    every : ndarray of shape (n, d)
        All candidates of a finite space that are allowed.
    ordered : ndarray of bool, shape (d,)
        Coordinates whose values have an order.
    """

    def __init__(
        self,
        space: Space,
        columns: Columns,
        allowed: Callable[[int], FloatArray] | None = None,
    ) -> None:
        self._space = space
        self._columns = columns
        self._allowed = allowed

    def of(
        self,
        acquisition: Acquisition,
        best: FloatArray,
        tried: FloatArray,
        rng: np.random.Generator,
        low: FloatArray,
        high: FloatArray,
    ) -> FloatArray:
        """Return points of a box, those with the highest acquisition first.

        Parameters
        ----------
        acquisition : Acquisition
        best : ndarray of shape (n, d)
            Scored points, the best first.
        tried : ndarray of shape (t, d)
            All candidates so far.
        rng : numpy.random.Generator
        low, high : ndarray of shape (d,)
        """
        columns, length = self._columns, acquisition.model.scale
        nearby = Nearby(columns.of(tried), length, columns.real)
        known = TriedPoints(tried)

        def score(points: FloatArray) -> FloatArray:
            X = columns.of(points)
            value = acquisition.value(X) - LAST * nearby.among(X)
            return np.where(known.among(points), -np.inf, value)

        def slopes(points: FloatArray) -> Slopes:
            along = columns.along(points)

            def at(moved: FloatArray) -> tuple[FloatArray, FloatArray]:
                value, gradient = acquisition.slopes(along.of(moved))
                return value, along.pulled_back(gradient)

            return at

        if self._space.n_candidates <= SMALL:
            there = ((self.every >= low) & (self.every <= high)).all(axis=1)
            points = self.every[there]
            return points[np.argsort(-score(points), kind="stable")]
        box, starts = self._box(low, high), best[:N_BEST]
        if self._allowed is None:
            ranked = maximise(score, box, starts, rng)
        else:
            allowed = Allowed(self._is_allowed, self._allowed(len(tried)))
            box = replace(box, allowed=allowed)
            ranked = maximise_allowed(score, box, starts, rng)
            if not len(ranked):
                return ranked
        tops, heights = climb(score, slopes, box, apart(ranked, N_CLIMBERS))
        return np.concatenate([tops[np.argsort(-heights, kind="stable")], ranked])

    def _box(self, low: FloatArray, high: FloatArray) -> Box:
        sizes = [c.size for c in self._space.coordinates]
        least = np.array([0.0 if size is None else 0.7 / size for size in sizes])
        smooth, listed = [], []
        for j, c in enumerate(self._space.coordinates):
            number = c.kind in ("real", "integer")
            if number and (c.size is None or c.size > FEW):
                smooth.append(j)
            elif c.size is not None and (1 < c.size <= FEW or c.kind == "ordinal"):
                places = self._grid.values(j)
                listed.append((j, places[(places >= low[j]) & (places <= high[j])]))
        where = np.array(smooth, dtype=np.int64)
        return Box(low, high, self._space.snap, ~self.ordered, least, where, listed)

    @cached_property
    def _grid(self) -> Grid:
        return Grid(self._space)

    def _is_allowed(self, u: FloatArray) -> bool:
        return self._space.candidate(u) is not None

    @cached_property
    def every(self) -> FloatArray:
        points = self._grid.points()
        if self._space.constraint is None:
            return points
        return points[[self._is_allowed(u) for u in points]]

    @cached_property
    def ordered(self) -> BoolArray:
        kinds = [c.kind for c in self._space.coordinates]
        return np.array([kind != "categorical" for kind in kinds], dtype=np.bool_)
