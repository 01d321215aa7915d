"""What strategies share that ask a Gaussian process where a better score may be.

Notation: q points of the unit cube, U of shape (q, d), in a box from low to high, each
of shape (d,).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from sk_hpo.gp.climb import Slopes, Terrain, apart, climb
from sk_hpo.gp.feasibility import Feasibility
from sk_hpo.gp.maximise import Domain, maximise
from sk_hpo.gp.nearby import Nearby
from sk_hpo.gp.output import Output
from sk_hpo.gp.priors import Prior
from sk_hpo.gp.promise import Promise
from sk_hpo.gp.regression import Posterior, most_probable, posterior
from sk_hpo.gp.subset import best_and_spaced, these_and_spaced
from sk_hpo.strategies.columns import Columns
from sk_hpo.strategies.grid import Grid
from sk_hpo.strategies.known import Known
from sk_hpo.strategies.over_space import OverSpace
from sk_hpo.strategies.seen import Seen

FloatArray = npt.NDArray[np.float64]

FEWEST_INITIAL = 5
# Beyond it a model of the first points says more than more of them.
MOST_INITIAL = 20
# How many of the best trials are mutated in the search for the next point.
N_BEST = 8
# How many of the points found there climb on.
N_CLIMBERS = 4
# An integer with more values is climbed along as if it were real; of more choices not
# all are tried by each climber.
FEW = 30
# Taken off the promise of what is all but tried: more than any promise is apart.
LAST = 1e9
# With so many scores the last model's hyperparameters are all the start that is needed,
# and for each as many again one more candidate goes by before they are fitted anew.
SETTLED = 40
# Hyperparameters are fitted to so many points at most, and the model is of so many.
FITTED = 150
MODELLED = 700
# Up to so many candidates are all looked at, instead of some at random.
SMALL = 2000


class Modelled(OverSpace):
    """Suggests points that promise much under a model of the scores so far.

    Where candidates failed (value NaN) is a model of its own, beside that of the
    scores. Parameters are those of `OverSpace`.
    """

    def model(self, known: Known, limit: float = -np.inf) -> tuple[Posterior, Output]:
        """Fit the process to the scores that are known; there is one at least.

        `limit` is that of `Output.of`.
        """
        theta, output = self._fitted(known, limit)
        return self._under(theta, known, output), output

    def _fitted(
        self, known: Known, limit: float = -np.inf
    ) -> tuple[FloatArray, Output]:
        """The most probable hyperparameters, or those of a while ago."""
        U, values = self._done(known)
        scored = np.isfinite(values)
        output = Output.of(-values[scored], limit)
        X, z = self._columns.of(U[scored]), output.forward(-values[scored])
        belief = Prior.default(self._columns.p)
        starts = known.hyperparameters(len(belief.mean))
        # those that are noted belong to scores that were cut off elsewhere
        settled = bool(starts) and len(z) >= SETTLED and not np.isfinite(limit)
        if settled and len(known.U) % (1 + len(known.values) // SETTLED):
            return starts[0], output
        if not settled:
            starts = [*starts, belief.mean]
        few = best_and_spaced(z, FITTED)
        theta = most_probable(X[few], z[few], self._columns.owner, belief, starts)
        return theta, output

    def _under(self, theta: FloatArray, known: Known, output: Output) -> Posterior:
        """The model of the scores under given hyperparameters."""
        U, values = self._done(known)
        scored = np.isfinite(values)
        z = output.forward(-values[scored])
        many = best_and_spaced(z, MODELLED)
        X = self._columns.of(U[scored][many])
        return posterior(X, z[many], self._columns.owner, theta)

    def _done(self, known: Known) -> tuple[FloatArray, FloatArray]:
        """Points and values of all that is done, elsewhere and here."""
        U = np.concatenate([self._prior_points, known.U[: len(known.values)]])
        return U, np.concatenate([self._prior_values, known.values])

    def _promise(
        self, known: Known, model: Posterior, output: Output
    ) -> tuple[Promise, FloatArray, FloatArray]:
        """What points promise under a model, and the scored points and their z.

        The best come first: points (n, d), and z (n,) as in `Output`.
        """
        U, values = self._done(known)
        scored = np.isfinite(values)
        z = output.forward(-values[scored])
        pending = self._columns.of(known.U[len(known.values) :])
        promise = Promise(
            model.with_pending(pending), float(z.min()), self._feasibility(U, ~scored)
        )
        order = np.argsort(z, kind="stable")
        return promise, U[scored][order], z[order]

    def _feasibility(
        self, U: FloatArray, failed: npt.NDArray[np.bool_]
    ) -> Feasibility | None:
        if not failed.any():
            return None
        some = these_and_spaced(failed, FITTED)
        columns = self._columns
        return Feasibility.of(columns.of(U[some]), failed[some], columns.owner)

    def _ranked(
        self,
        promise: Promise,
        best: FloatArray,
        tried: FloatArray,
        rng: np.random.Generator,
        low: FloatArray,
        high: FloatArray,
    ) -> FloatArray:
        """Points of a box, those that promise most first.

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

        if self.space.n_candidates <= SMALL:
            there = ((self._all >= low) & (self._all <= high)).all(axis=1)
            points = self._all[there]
            return points[np.argsort(-score(points), kind="stable")]
        ranked = maximise(score, self._domain(low, high), best[:N_BEST], rng)
        starts = apart(ranked, N_CLIMBERS)
        tops, heights = climb(score, slopes, self._terrain(low, high), starts)
        return np.concatenate([tops[np.argsort(-heights, kind="stable")], ranked])

    def _domain(self, low: FloatArray, high: FloatArray) -> Domain:
        sizes = [c.size for c in self.space.coordinates]
        least = np.array([0.0 if size is None else 0.7 / size for size in sizes])
        return Domain(~self._ordered, least, self.space.snap, low, high)

    def _terrain(self, low: FloatArray, high: FloatArray) -> Terrain:
        smooth, steps = [], []
        for j, c in enumerate(self.space.coordinates):
            number = c.kind in ("real", "integer")
            if number and (c.size is None or c.size > FEW):
                smooth.append(j)
            elif c.size is not None and (1 < c.size <= FEW or c.kind == "ordinal"):
                places = self._grid.values(j)
                places = places[(places >= low[j]) & (places <= high[j])]
                steps.append((j, places, bool(self._ordered[j])))
        bounds = [(float(low[j]), float(high[j])) for j in smooth]
        where = np.array(smooth, dtype=np.int64)
        return Terrain(where, steps, self.space.snap, bounds)

    @cached_property
    def _columns(self) -> Columns:
        return Columns(self.space)

    @cached_property
    def _grid(self) -> Grid:
        return Grid(self.space)

    @cached_property
    def _all(self) -> FloatArray:
        return self._grid.points()

    @cached_property
    def _ordered(self) -> npt.NDArray[np.bool_]:
        kinds = [c.kind for c in self.space.coordinates]
        return np.array([kind != "categorical" for kind in kinds], dtype=np.bool_)

    @cached_property
    def _n_initial(self) -> int:
        """Number of candidates that fill the space."""
        n = self.n_initial
        if n is None:
            widest = max(
                sum(dimension.n_values != 1 for dimension in alternative.values())
                for alternative in self.space.alternatives
            )
            n = min(max(FEWEST_INITIAL, widest + 3), MOST_INITIAL)
        return max(0, n - len(self._told))
