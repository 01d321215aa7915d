"""Bayesian optimisation: a Gaussian process says where a better score may be.

First come the given points, then a small design that fills the space, then the points
that promise most under a model of the scores so far.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from sk_hpo.gp.maximise import Domain, maximise
from sk_hpo.gp.output import Output
from sk_hpo.gp.priors import Prior
from sk_hpo.gp.regression import Posterior, fit
from sk_hpo.strategies.columns import Columns
from sk_hpo.strategies.grid import Grid
from sk_hpo.strategies.known import Known
from sk_hpo.strategies.member import Member
from sk_hpo.strategies.over_space import OverSpace, Params
from sk_hpo.strategies.seen import Seen
from sk_hpo.strategies.strategy import Suggestion

FloatArray = npt.NDArray[np.float64]

FEWEST_INITIAL = 5
# How many of the best trials are mutated in the search for the next point.
N_BEST = 8
# Up to so many candidates are all looked at, instead of some at random.
SMALL = 2000
# Up to so many are all looked at if random ones are no longer new.
COUNTABLE = 50_000
N_TRIES = 1000


class GaussianProcess(OverSpace):
    """Suggests where a Gaussian process expects most of the scores.

    Failed candidates (value NaN) count as the worst. A finite space ends when all of it
    has been tried. By default the design has as many candidates as a candidate has
    parameters, at most, plus 3, and at least 5. Parameters are those of `OverSpace`.
    """

    def _suggest(self, k: int, known: Known) -> Suggestion | None:
        seen = Seen(known.U)
        for given, u in self._initial:
            if u not in seen:
                return dict(given), {"member": "initial"}
        rng = np.random.default_rng([self.seed, k])
        n_modelled = len(known.U) - len(self._initial) - self._n_initial
        values = np.concatenate([known.values, self._prior_values])
        if n_modelled >= 0 and np.isfinite(values).any():
            return self._modelled(k, known, values, seen, rng)
        params = self._filling(seen, len(known.U)) or self._remaining(seen, rng)
        return None if params is None else (params, {"member": "design"})

    def model(self, known: Known, limit: float = -np.inf) -> tuple[Posterior, Output]:
        """Fit the process to the known scores; one of them at least is finite.

        `limit` is that of `Output.of`.
        """
        U = np.concatenate([known.U[: len(known.values)], self._prior_points])
        values = np.concatenate([known.values, self._prior_values])
        output, p = Output.of(-values, limit), self._columns.p
        start = known.hyperparameters(p + 2)
        X, z = self._columns.of(U), output.forward(-values)
        return fit(X, z, self._columns.owner, Prior.default(p), start), output

    def _modelled(
        self,
        k: int,
        known: Known,
        values: FloatArray,
        seen: Seen,
        rng: np.random.Generator,
    ) -> Suggestion | None:
        U = np.concatenate([known.U[: len(known.values)], self._prior_points])
        model, output = self.model(known)
        z = output.forward(-values)
        pending = known.U[len(known.values) :]
        member = Member.of(k, float(z.min()), rng)
        conditioned = model.with_pending(self._columns.of(pending))

        def score(points: FloatArray) -> FloatArray:
            promise = member.score(*conditioned.predict(self._columns.of(points)))
            return np.where(seen.among(points), -np.inf, promise)

        if self.space.n_candidates <= SMALL:
            ranked = self._all[np.argsort(-score(self._all), kind="stable")]
        else:
            best = U[np.argsort(z, kind="stable")[:N_BEST]]
            ranked = maximise(score, self._domain, best, rng)
        params = self._first_new(ranked, seen) or self._remaining(seen, rng)
        if params is None:
            return None
        theta = [round(float(value), 4) for value in model.theta]
        return params, {"member": member.name, "hyperparameters": theta}

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
    def _n_initial(self) -> int:
        n = self.n_initial
        if n is None:
            widest = max(len(params) for params in self.space.alternatives)
            n = max(FEWEST_INITIAL, widest + 3)
        return max(0, n - len(self._told))
