"""What strategies share that suggest points of a space where a model promises much.

Notation: u of shape (d,) a point of the unit cube, U of shape (n, d) several.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo.one_thread import one_thread
from sk_hpo.space import Space
from sk_hpo.strategies.design import Sobol
from sk_hpo.strategies.model.known import Known
from sk_hpo.strategies.model.ranking import Ranking
from sk_hpo.strategies.model.scores import ScoreModel
from sk_hpo.strategies.model.seen import Seen
from sk_hpo.strategies.strategy import Strategy, Suggestion
from sk_hpo.trial import Candidate, History, Past

FloatArray = npt.NDArray[np.float64]
Params = dict[str, Any]

FEWEST_INITIAL = 5
# Beyond it a model of the first points says more than more of them.
MOST_INITIAL = 20

_NOTHING: tuple[Mapping[str, Any], FloatArray] = ({}, np.empty(0))


class OverSpace(Strategy):
    """Suggests new points of a space, one at a time; a subclass says which.

    Scores are maximised. No candidate is suggested twice.

    Parameters
    ----------
    space : Space
        With all its alternatives; its budgets are not looked at: see `budgeted`.
    seed : int
        Not negative.
    lag : int
        How many candidates may be in the air: see `History.before`.
    n_initial : int, optional
        How many candidates fill the space before a model is asked, less the results in
        `prior`. None: as many as a candidate has parameters, at most, plus 3; at least
        5, at most 20.
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

    @abstractmethod
    def _suggest(self, k: int, known: Known) -> Suggestion | None:
        """Give suggestion k; None if there is none."""

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

    def _first_new(self, points: Iterable[FloatArray], seen: Seen) -> Params | None:
        """Give the first of some points, as parameters, that has not been tried."""
        for u in points:
            params = self.space.decode(u)
            if self.space.encode(params) not in seen:
                return params
        return None

    def _filling(self, seen: Seen, n: int) -> Params | None:
        """Give the next new point of the design, after n candidates."""
        # in a small space many of its points stand for the same candidate
        return self._first_new(self._design.first(4 * n + 64), seen)

    @cached_property
    def _design(self) -> Sobol:
        # a third number, since numpy takes [seed] and [seed, 0] for the same
        return Sobol(len(self.space.coordinates), [self.seed, self.first, 1])

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
    def _n_initial(self) -> int:
        """Number of candidates that fill the space."""
        n = self.n_initial
        if n is None:
            widest = max(
                sum(dimension.n_values != 1 for dimension in alternative.values())
                for alternative in self.space.alternatives
            )
            n = min(max(FEWEST_INITIAL, widest + 3), MOST_INITIAL)
        return max(0, n - len(self._scores.prior_values))

    @cached_property
    def _scores(self) -> ScoreModel:
        return ScoreModel(self.space, self.prior)

    @cached_property
    def _ranking(self) -> Ranking:
        return Ranking(self.space, self._scores.columns)
