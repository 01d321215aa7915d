"""Bayesian optimisation: a Gaussian process says where a better score may be.

First come the given points, then a small design that fills the space, then the points
that promise most under a model of the scores so far.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo.gp.maximise import Domain, maximise
from sk_hpo.gp.output import Output
from sk_hpo.gp.priors import Prior
from sk_hpo.gp.regression import fit
from sk_hpo.one_thread import one_thread
from sk_hpo.space import Space
from sk_hpo.strategies.columns import Columns
from sk_hpo.strategies.design import Sobol
from sk_hpo.strategies.grid import Grid
from sk_hpo.strategies.known import Known
from sk_hpo.strategies.member import Member
from sk_hpo.strategies.seen import Seen
from sk_hpo.strategies.strategy import Strategy, Suggestion
from sk_hpo.trial import Candidate, History, Past

FloatArray = npt.NDArray[np.float64]
Params = dict[str, Any]

FEWEST_INITIAL = 5
# How many of the best trials are mutated in the search for the next point.
N_BEST = 8
# Up to so many candidates are all looked at, instead of some at random.
SMALL = 2000
# Up to so many are all looked at if random ones are no longer new.
COUNTABLE = 50_000
N_TRIES = 1000

_NOTHING: tuple[Mapping[str, Any], FloatArray] = ({}, np.empty(0))


class GaussianProcess(Strategy):
    """Suggests where a Gaussian process expects most of the scores.

    Scores are maximised; failed candidates (value NaN) count as the worst. No
    candidate is suggested twice. A finite space ends when all of it has been tried.

    Parameters
    ----------
    space : Space
        With all its alternatives; its budgets are not looked at: see `budgeted`.
    seed : int
        Not negative.
    lag : int
        How many candidates may be in the air: see `History.before`.
    n_initial : int, optional
        Size of the design, less the results in `prior`. By default the largest number
        of parameters that a candidate has plus 3, at least 5.
    initial_points : sequence of dict
        Complete candidates of the space to be suggested first.
    prior : sequence of (dict, float)
        Candidates and scores that the model knows from elsewhere. They may be
        suggested again; those that are not in the space are left out.
    first : int, default=0
        The id of the first candidate that this strategy suggests.
    """

    def __init__(
        self,
        space: Space,
        *,
        seed: int,
        lag: int,
        n_initial: int | None = None,
        initial_points: Sequence[Mapping[str, Any]] = (),
        prior: Sequence[tuple[Mapping[str, Any], float]] = (),
        first: int = 0,
    ) -> None:
        self.space = space
        self.seed = seed
        self.lag = lag
        self.n_initial = n_initial
        self.initial_points = initial_points
        self.prior = prior
        self.first = first
        # What was encoded before need not be again; never needed to be right.
        self._encoded: dict[int, tuple[Mapping[str, Any], FloatArray]] = {}

    def ask(self, history: History, n: int) -> list[Suggestion]:
        k = len(history.candidates)
        past = history.before(k, self.lag)
        if n < 1 or past is None:
            return []
        with one_thread():
            suggestion = self._suggest(k, self._known(past))
        return [] if suggestion is None else [suggestion]

    def _known(self, past: Past) -> Known:
        trials = [t for t in past.trials if t.candidate.id >= self.first]
        pending = [c for c in past.pending if c.id >= self.first]
        candidates = [*(t.candidate for t in trials), *pending]
        points = [self._encode(c) for c in candidates]
        U = np.array(points).reshape(len(points), len(self.space.coordinates))
        values = np.array([t.value for t in trials], dtype=np.float64)
        notes = [c.note for c in candidates if c.note is not None]
        return Known(U, values, notes)

    def _encode(self, candidate: Candidate) -> FloatArray:
        params, u = self._encoded.get(candidate.id, _NOTHING)
        if params is not candidate.params:
            u = self.space.encode(candidate.params)
            self._encoded[candidate.id] = (candidate.params, u)
        return u

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
        # in a small space many of its points stand for the same candidate
        design = islice(self._design, 4 * len(known.U) + 64)
        params = self._first_new(design, seen) or self._remaining(seen, rng)
        return None if params is None else (params, {"member": "design"})

    def _modelled(
        self,
        k: int,
        known: Known,
        values: FloatArray,
        seen: Seen,
        rng: np.random.Generator,
    ) -> Suggestion | None:
        U = np.concatenate([known.U[: len(known.values)], self._prior_points])
        z = Output.of(-values).forward(-values)
        belief = Prior.default(self._columns.p)
        start = known.hyperparameters(self._columns.p + 2)
        model = fit(self._columns.of(U), z, self._columns.owner, belief, start)
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

    def _first_new(self, points: Iterable[FloatArray], seen: Seen) -> Params | None:
        for u in points:
            params = self.space.decode(u)
            if self.space.encode(params) not in seen:
                return params
        return None

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
    def _design(self) -> Sobol:
        # a third number, since numpy takes [seed] and [seed, 0] for the same
        return Sobol(len(self.space.coordinates), [self.seed, self.first, 1])

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
    def _initial(self) -> list[tuple[Mapping[str, Any], FloatArray]]:
        """The given points with their places, each once."""
        initial: list[tuple[Mapping[str, Any], FloatArray]] = []
        for params in self.initial_points:
            u = self.space.encode(params)
            if not any(np.array_equal(u, other) for _, other in initial):
                initial.append((params, u))
        return initial

    @cached_property
    def _told(self) -> list[tuple[Mapping[str, Any], float]]:
        return [(p, value) for p, value in self.prior if self.space.contains(p)]

    @cached_property
    def _prior_points(self) -> FloatArray:
        points = [self.space.encode(params) for params, _ in self._told]
        return np.array(points).reshape(len(points), len(self.space.coordinates))

    @cached_property
    def _prior_values(self) -> FloatArray:
        return np.array([value for _, value in self._told], dtype=np.float64)

    @cached_property
    def _n_initial(self) -> int:
        n = self.n_initial
        if n is None:
            widest = max(len(params) for params in self.space.alternatives)
            n = max(FEWEST_INITIAL, widest + 3)
        return max(0, n - len(self._told))
