"""The base class of strategies that have a model of the scores.

Notation: u of shape (d,) a point of the unit cube, U of shape (n, d) several.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from sk_hpo.gp.kernel import FloatArray
from sk_hpo.history import History
from sk_hpo.one_thread import one_thread
from sk_hpo.space import Space
from sk_hpo.strategies.design import AllowedSobol, Sobol
from sk_hpo.strategies.model.observations import Observations
from sk_hpo.strategies.model.ranking import Ranking
from sk_hpo.strategies.model.score_model import ScoreModel
from sk_hpo.strategies.model.tried_points import TriedPoints
from sk_hpo.strategies.strategy import PriorTrials, Strategy, Suggestion
from sk_hpo.trial import Candidate, SplitResult

Params = dict[str, Any]

FEWEST_INITIAL = 5
# With more points, a model of the first ones is more useful than a larger design.
MOST_INITIAL = 20


class Observed(Protocol):
    """What a model needs of a trial."""

    @property
    def candidate(self) -> Candidate: ...

    @property
    def results(self) -> tuple[SplitResult, ...]: ...

    @property
    def estimate(self) -> float: ...

    @property
    def error(self) -> float: ...


_NOTHING: tuple[Mapping[str, Any], FloatArray] = ({}, np.empty(0))


@dataclass(eq=False)
class ModelBased(Strategy):
    """Suggests new points of a space, one at a time; subclasses choose them.

    Scores are maximised. No candidate is suggested twice.

    Parameters
    ----------
    space : Space
        All its alternatives are searched; its budgets are ignored (see `budgeted`).
    seed : int
        Not negative.
    lag : int
        Number of candidates that may be pending at once: see `History.before`.
    n_initial : int, optional
        Size of the design that fills the space, including the results in `prior`. None:
        the largest number of parameters of a candidate plus 3, between 5 and 20.
    initial_points : sequence of dict
        Complete candidates of the space that are suggested first.
    prior : sequence of (dict, float)
        Candidates and scores of other searches, for the model. They may be suggested
        again. Candidates outside the space are ignored.
    first : int, default=0
        The id of the first candidate that this strategy suggests.
    per_second : callable, optional
        ``per_second()`` returns whether the improvement per second counts. Suggestions
        depend on the clock then.
    """

    space: Space
    _: KW_ONLY
    seed: int
    lag: int
    n_initial: int | None = None
    initial_points: Sequence[Mapping[str, Any]] = ()
    prior: PriorTrials = ()
    first: int = 0
    per_second: Callable[[], bool] | None = None

    def __post_init__(self) -> None:
        # a cache: the params and the point of each candidate
        self._encoded: dict[int, tuple[Mapping[str, Any], FloatArray]] = {}

    def ask(self, history: History, n: int) -> list[Suggestion]:
        k = len(history.candidates)
        past = history.before(k, self.lag)
        if n < 1 or past is None:
            return []
        suggestion = self.suggest(k, self.observations(*past))
        return [] if suggestion is None else [suggestion]

    def suggest(self, k: int, observed: Observations) -> Suggestion | None:
        """Return suggestion k after these observations, or None if there is none."""
        with one_thread():
            return self._suggest(k, observed)

    @abstractmethod
    def _suggest(self, k: int, observed: Observations) -> Suggestion | None:
        """Return suggestion k, or None if there is none."""

    def observations(
        self, trials: Sequence[Observed], pending: Sequence[Candidate]
    ) -> Observations:
        """Return trials, and candidates that have no result yet, as arrays."""
        trials = [t for t in trials if t.candidate.id >= self.first]
        pending = [c for c in pending if c.id >= self.first]
        candidates = [*(t.candidate for t in trials), *pending]
        points = [self._encode(c) for c in candidates]
        U = np.array(points).reshape(len(points), len(self.space.coordinates))
        values = np.array([t.estimate for t in trials], dtype=np.float64)
        errors = np.array([t.error for t in trials], dtype=np.float64)
        notes = [c.note for c in candidates if c.note is not None]
        seconds = np.array([_seconds(t) for t in trials]) if self.per_second else None
        return Observations(U, values, errors, notes, seconds)

    def _encode(self, candidate: Candidate) -> FloatArray:
        params, u = self._encoded.get(candidate.id, _NOTHING)
        if params is not candidate.params:
            u = self.space.encode(candidate.params)
            self._encoded[candidate.id] = (candidate.params, u)
        return u

    def _first_new(
        self, points: Iterable[FloatArray], tried: TriedPoints
    ) -> Params | None:
        """Return the first candidate at these points that has not been tried."""
        for u in points:
            params = self.space.candidate(u)
            if params is not None and self.space.encode(params) not in tried:
                return params
        return None

    def _filling(self, tried: TriedPoints, n: int) -> Params | None:
        """Return the next new point of the design, after n candidates."""
        # in a small space many points are the same candidate
        return self._first_new(self._design.first(4 * n + 64), tried)

    @cached_property
    def _design(self) -> Sobol | AllowedSobol:
        # a third number, since numpy treats [seed] and [seed, 0] alike
        seed = [self.seed, self.first, 1]
        if self.space.constraint is not None:
            return AllowedSobol(self.space, seed)
        return Sobol(len(self.space.coordinates), seed)

    @cached_property
    def _initial(self) -> list[tuple[Mapping[str, Any], FloatArray]]:
        """The distinct initial points, as parameters and as points of the cube."""
        initial: list[tuple[Mapping[str, Any], FloatArray]] = []
        for params in self.initial_points:
            u = self.space.encode(params)
            if not any(np.array_equal(u, other) for _, other in initial):
                initial.append((params, u))
        return initial

    @cached_property
    def _n_initial(self) -> int:
        """The number of candidates of the design."""
        n = self.n_initial
        if n is None:
            widest = max(
                sum(dimension.size != 1 for dimension in alternative.values())
                for alternative in self.space.alternatives
            )
            n = min(max(FEWEST_INITIAL, widest + 3), MOST_INITIAL)
        return max(0, n - len(self._scores.prior_values))

    @cached_property
    def score_model(self) -> ScoreModel:
        """The model of the scores."""
        return ScoreModel(self.space, self.prior)

    @property
    def _scores(self) -> ScoreModel:
        return self.score_model

    @cached_property
    def _ranking(self) -> Ranking:
        allowed = getattr(self._design, "after", None)
        return Ranking(self.space, self._scores.columns, allowed)


def _seconds(trial: Observed) -> float:
    """Return the mean time of a fit and its scoring."""
    times = [result.fit_time + result.score_time for result in trial.results]
    return float(np.mean(times))
