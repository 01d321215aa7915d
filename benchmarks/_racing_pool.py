"""Races on simulated workers: the engine's own loop, under a virtual clock."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from coordinator import Running, SimulatedPool

from sk_hpo import engine
from sk_hpo.history import History
from sk_hpo.journal import Journal
from sk_hpo.racing.listed_race import ListedRace
from sk_hpo.racing.open_race import OpenRace
from sk_hpo.racing.race import Race
from sk_hpo.strategies.candidate_list import Listed
from sk_hpo.strategies.strategy import Strategy, Suggestion

FloatArray = npt.NDArray[np.float64]


# What BayesSearchCV takes to suggest a candidate (`bayes.py`).
SUGGESTION_SECONDS = 0.012


class Clock:
    """The coordinator's processor time, since others may be at work, and more."""

    def __init__(self) -> None:
        self.more = 0.0

    def __call__(self) -> float:
        return time.thread_time() + self.more


class ScoringPool(SimulatedPool):
    """Simulated workers whose fits have the scores of a table."""

    def __init__(
        self, n_workers: int, seconds: FloatArray, scores: FloatArray, clock: Clock
    ) -> None:
        super().__init__(n_workers, seconds, clock)
        self.scores = scores.tolist()

    def _has_ended(self, chunk: Running) -> None:
        chunk.results = [
            replace(one, test_scores=self.scores[one.candidate][one.split])
            for one in chunk.results
        ]
        super()._has_ended(chunk)


class Suggested(Strategy):
    """Suggests n candidates one after another, as BayesSearchCV with `n_points`."""

    def __init__(self, n: int, n_points: int, clock: Clock) -> None:
        self.n, self.n_points, self.clock = n, n_points, clock

    def ask(self, history: History, n: int) -> Sequence[Suggestion]:
        k = len(history.candidates)
        if k == self.n or history.before(k, self.n_points) is None:
            return []
        self.clock.more += SUGGESTION_SECONDS
        return [({}, None)]


@dataclass(frozen=True)
class Course:
    """How a search on simulated workers went.

    Parameters
    ----------
    seconds : float
        Until all candidates were closed, by the virtual clock.
    n_run : int
        Fits that were run.
    n_needed : int
        Those that the race needed.
    """

    seconds: float
    n_run: int
    n_needed: int


def simulate(
    scores: FloatArray,
    seconds: FloatArray,
    n_workers: int,
    *,
    n_points: int | None,
    probability: float | None,
) -> Course:
    """Run the engine over all candidates of a table.

    Parameters
    ----------
    scores, seconds : ndarray of shape (candidates, splits)
    n_workers : int
    n_points : int or None
        How many suggested candidates are pending; None: all are listed.
    probability : float or None
        None: without racing.
    """
    n, K = scores.shape
    race: Race | None = None
    if probability is not None and n_points is None:
        race = ListedRace(K, probability)
    elif probability is not None and n_points is not None:
        race = OpenRace(K, probability, n_points)
    clock = Clock()
    strategy: Strategy = Listed([{}] * n)
    if n_points is not None:
        strategy = Suggested(n, n_points, clock)
    pool = ScoringPool(n_workers, seconds, scores, clock)
    history = History(K, races=race is not None)
    pool.start_clock()
    settings: dict[str, Any] = {"pool": pool, "handle": None, "journal": Journal()}
    engine.Loop(strategy, history, race=race, **settings).run()
    assert len(history.closed) == n
    needed = sum(len(trial.results) for trial in history.closed)
    return Course(pool.now, history.n_results, needed)
