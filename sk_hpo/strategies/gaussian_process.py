"""Bayesian optimisation: a Gaussian process says where a better score may be.

First come the given points, then a small design that fills the space, then the points
that promise most under a model of the scores so far.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from sk_hpo.gp.regression import Posterior, fit, posterior
from sk_hpo.gp.subset import best_and_spaced, these_and_spaced
from sk_hpo.space import Dimension
from sk_hpo.strategies.columns import Columns
from sk_hpo.strategies.grid import Grid
from sk_hpo.strategies.known import Known
from sk_hpo.strategies.over_space import OverSpace, Params
from sk_hpo.strategies.seen import Seen
from sk_hpo.strategies.strategy import Suggestion

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
# With so many scores the last model's hyperparameters are all the start that is needed.
SETTLED = 40
# Hyperparameters are fitted to so many points at most, and the model is of so many.
FITTED = 150
MODELLED = 700
# Up to so many candidates are all looked at, instead of some at random.
SMALL = 2000
# Up to so many are all looked at if random ones are no longer new.
COUNTABLE = 50_000
N_TRIES = 1000


class GaussianProcess(OverSpace):
    """Suggests where a Gaussian process expects most of the scores.

    Where candidates failed (value NaN) is a model of its own, beside that of the
    scores. A finite space ends when all of it has been tried. By default the design has
    as many candidates as a candidate has parameters, at most, plus 3: at least 5, at
    most 20. Parameters are those of `OverSpace`.
    """

    def _suggest(self, k: int, known: Known) -> Suggestion | None:
        seen = Seen(known.U)
        for given, u in self._initial:
            if u not in seen:
                return dict(given), {"member": "initial"}
        rng = np.random.default_rng([self.seed, k])
        n_modelled = len(known.U) - len(self._initial) - self._n_initial
        _, values = self._done(known)
        if n_modelled >= 0 and np.isfinite(values).any():
            return self._modelled(known, seen, rng)
        params = self._filling(seen, len(known.U)) or self._remaining(seen, rng)
        return None if params is None else (params, {"member": "design"})

    def model(self, known: Known, limit: float = -np.inf) -> tuple[Posterior, Output]:
        """Fit the process to the scores that are known; there is one at least.

        `limit` is that of `Output.of`.
        """
        U, values = self._done(known)
        scored = np.isfinite(values)
        output = Output.of(-values[scored], limit)
        X, z = self._columns.of(U[scored]), output.forward(-values[scored])
        owner, belief = self._columns.owner, Prior.default(self._columns.p)
        starts = known.hyperparameters(len(belief.mean))
        # those that are noted belong to scores that were cut off elsewhere
        if not starts or len(z) < SETTLED or np.isfinite(limit):
            starts = [*starts, belief.mean]
        few, many = best_and_spaced(z, FITTED), best_and_spaced(z, MODELLED)
        model = fit(X[few], z[few], owner, belief, starts)
        if len(many) > len(few):
            model = posterior(X[many], z[many], owner, model.theta)
        return model, output

    def _done(self, known: Known) -> tuple[FloatArray, FloatArray]:
        """Points and values of all that is done, elsewhere and here."""
        U = np.concatenate([self._prior_points, known.U[: len(known.values)]])
        return U, np.concatenate([self._prior_values, known.values])

    def _modelled(
        self, known: Known, seen: Seen, rng: np.random.Generator
    ) -> Suggestion | None:
        model, output = self.model(known)
        U, values = self._done(known)
        scored = np.isfinite(values)
        z = output.forward(-values[scored])
        pending = self._columns.of(known.U[len(known.values) :])
        promise = Promise(
            model.with_pending(pending), float(z.min()), self._feasibility(U, ~scored)
        )
        best = U[scored][np.argsort(z, kind="stable")[:N_BEST]]
        ranked = self._ranked(promise, best, known.U, seen, rng)
        params = self._first_new(ranked, seen) or self._remaining(seen, rng)
        if params is None:
            return None
        theta = [round(float(value), 4) for value in model.theta]
        return params, {"member": "expected improvement", "hyperparameters": theta}

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
        seen: Seen,
        rng: np.random.Generator,
    ) -> FloatArray:
        """Points, those that promise most first."""
        columns, length = self._columns, promise.model.scale
        nearby = Nearby(columns.of(tried), length, columns.real)

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
            return self._all[np.argsort(-score(self._all), kind="stable")]
        ranked = maximise(score, self._domain, best, rng)
        starts = apart(ranked, N_CLIMBERS)
        tops, heights = climb(score, slopes, self._terrain, starts)
        return np.concatenate([tops[np.argsort(-heights, kind="stable")], ranked])

    def _remaining(self, seen: Seen, rng: np.random.Generator) -> Params | None:
        """Any candidate that is new, if there is one."""
        n = self.space.n_candidates
        if n > SMALL:
            d = len(self.space.coordinates)
            params = self._first_new(rng.random((N_TRIES, d)), seen)
            if params is not None or n > COUNTABLE:
                return params
        return self._first_new(rng.permutation(self._all), seen)

    @cached_property
    def _columns(self) -> Columns:
        return Columns(self.space)

    @cached_property
    def _all(self) -> FloatArray:
        return Grid(self.space).points()

    @cached_property
    def _domain(self) -> Domain:
        coordinates = self.space.coordinates
        free = np.array([c.kind == "categorical" for c in coordinates])
        least = np.array([0.0 if c.size is None else 0.7 / c.size for c in coordinates])
        return Domain(free, least, self.space.snap)

    @cached_property
    def _terrain(self) -> Terrain:
        smooth, steps, grid = [], [], Grid(self.space)
        for j, c in enumerate(self.space.coordinates):
            number = c.kind in ("real", "integer")
            if number and (c.size is None or c.size > FEW):
                smooth.append(j)
            elif c.size is not None and (1 < c.size <= FEW or c.kind == "ordinal"):
                steps.append((j, grid.values(j), c.kind != "categorical"))
        return Terrain(np.array(smooth, dtype=np.int64), steps, self.space.snap)

    @cached_property
    def _n_initial(self) -> int:
        n = self.n_initial
        if n is None:
            widest = max(map(_n_varying, self.space.alternatives))
            n = min(max(FEWEST_INITIAL, widest + 3), MOST_INITIAL)
        return max(0, n - len(self._told))


def _n_varying(alternative: Mapping[str, Dimension]) -> int:
    return sum(dimension.n_values != 1 for dimension in alternative.values())
