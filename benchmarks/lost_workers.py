"""What workers that die cost a search on 1,000 of them.

The simulated pool of `coordinator.py` (50,000 splits of 0.5 to 1.5 s on 1,000 workers,
`sk_hpo.engine.Loop` at the helm), whose workers die at random moments. Each is replaced
by a new one after 5 s, as dask's nannies do, and what it was at is lost. Two ways:

- "1 % die": 10 workers, each once. The engine is told of every death, and decides;
- "1 % die each second": hundreds of deaths, one for about 100 fits. As with dask's own
  settings the cluster runs the task of a dead worker again, and only the fourth death
  of a task is told.

To reach in both: every candidate has the score that it has without deaths, and less
than 3 % of the work is done more than once. A pool that loses all that is in flight
when one process dies, as loky's does, would repeat about 1 % for each of them.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from _record import rows_of, save
from _timing import Figure, arguments, machine, show
from coordinator import N_SPLITS, Running, SimulatedPool

from sk_hpo import engine
from sk_hpo.evaluate import Unit
from sk_hpo.history import History
from sk_hpo.journal import Journal
from sk_hpo.pool.task import WorkerLoss
from sk_hpo.strategies.candidate_list import Listed
from sk_hpo.trial import SplitResult

RESTART = 5.0  # seconds until a dead worker is replaced
NOBODY = 0  # the ticket of a worker that is being replaced


class LosingPool(SimulatedPool):
    """A simulated pool whose workers die.

    Parameters
    ----------
    n_workers, seconds, clock
        As in `SimulatedPool`.
    deaths : array of shape (n_deaths,)
        When a worker dies.
    allowed : int
        How many deaths of a task are not told: it is run again.
    seed : int
        Says who dies.
    """

    def __init__(
        self,
        n_workers: int,
        seconds: np.ndarray,
        clock: Callable[[], float],
        deaths: np.ndarray,
        allowed: int,
        seed: int,
    ) -> None:
        super().__init__(n_workers, seconds, clock)
        self.repeated = 0.0  # seconds of work that was lost
        self.n_deaths = 0
        self._deaths = deque(np.sort(deaths).tolist())
        self._allowed = allowed
        self._rng = np.random.default_rng(seed)
        self._died_of: Counter[int] = Counter()

    def _advance(self, to: float) -> None:
        while self._deaths and self._deaths[0] <= to:
            at = self._deaths.popleft()
            super()._advance(at)
            self._die(at)
        super()._advance(to)

    def _next_event(self) -> float:
        death = self._deaths[0] if self._deaths else float("inf")
        return min(super()._next_event(), death)

    def _has_ended(self, chunk: Running) -> None:
        if chunk.ticket != NOBODY:
            super()._has_ended(chunk)

    def _die(self, at: float) -> None:
        """One of all workers dies, which may be one that has nothing to do."""
        number = int(self._rng.integers(self.n_workers))
        if number >= len(self._at_work):
            return
        chunk = self._at_work[number]
        if chunk.ticket == NOBODY:
            return
        self._at_work[number] = Running(at + RESTART, NOBODY, 0.0, [], [])
        heapq.heapify(self._at_work)
        self.n_deaths += 1
        self.repeated += at - (chunk.end - chunk.seconds)
        self.work -= chunk.seconds
        self._died_of[chunk.ticket] += 1
        if self._died_of[chunk.ticket] <= self._allowed:
            self._waiting.appendleft((chunk.ticket, chunk.units))
            if self._idle:
                self._idle -= 1
                self._begin(at)
            return
        loss = WorkerLoss("its worker died", "task", deaths=self._died_of[chunk.ticket])
        self._done.append(replace(chunk, end=at, results=[], seconds=0.0, loss=loss))


@dataclass(frozen=True)
class Scenario:
    """How workers die: so many, or such a share a second, and who is told of it."""

    name: str
    share: float  # of the workers
    each_second: bool
    allowed: int  # deaths of a task that dask does not tell of

    def deaths(self, n_workers: int, makespan: float, seed: int) -> np.ndarray:
        """When they die; beyond the makespan too, since deaths make it longer."""
        rng = np.random.default_rng([seed, 1])
        if not self.each_second:
            return rng.uniform(0, 0.9 * makespan, round(self.share * n_workers))
        longest = 3 * makespan
        return rng.uniform(0, longest, round(self.share * n_workers * longest))


SCENARIOS = (
    Scenario("1 % die", 0.01, each_second=False, allowed=0),
    Scenario("1 % die each second", 0.01, each_second=True, allowed=3),
)


@dataclass(frozen=True)
class Account:
    """What the deaths have cost."""

    deaths: int
    unscored: int  # candidates without the score that they have without deaths
    repeated: float  # % of the work


def simulate(
    scenario: Scenario,
    n_workers: int,
    n_candidates: int,
    seed: int,
    clock: Callable[[], float] = time.perf_counter,
) -> Account:
    """Run the engine over all candidates while workers die."""
    rng = np.random.default_rng(seed)
    seconds = rng.uniform(0.5, 1.5, (n_candidates, N_SPLITS))
    deaths = scenario.deaths(n_workers, seconds.sum() / n_workers, seed)
    pool = LosingPool(n_workers, seconds, clock, deaths, scenario.allowed, seed)
    history = History(N_SPLITS)
    pool.start_clock()
    engine.Loop(
        Listed([{"C": value} for value in rng.uniform(size=n_candidates)]),
        history,
        pool=pool,
        handle=None,  # no worker ever looks at it
        journal=Journal(),
        hooks=_WithoutScore(),
    ).run()
    expected = seconds.mean(axis=1) / 2  # what the simulated fits score
    scores = {trial.candidate.id: trial.value for trial in history.trials}
    scored = sum(np.isclose(scores.get(k, np.nan), expected[k]) for k in scores)
    return Account(
        pool.n_deaths, n_candidates - int(scored), 100 * pool.repeated / pool.work
    )


class _WithoutScore(engine.Hooks):
    def lost(self, unit: Unit, loss: WorkerLoss) -> SplitResult:
        return SplitResult(
            candidate=unit.candidate,
            split=unit.split,
            test_scores=float("nan"),
            train_scores=None,
            n_test_samples=30,
            fit_time=0.0,
            score_time=0.0,
            fit_error=loss.cause,
        )


def main() -> None:
    options = arguments(
        __doc__,
        workers=(1_000, "simulated workers"),
        candidates=(10_000, "of 5 splits each"),
        rounds=(5, "with different seeds"),
    )
    if options.quick:
        options.workers, options.candidates, options.rounds = 100, 1_000, 3
    print(machine())
    rows = []
    for scenario in SCENARIOS:
        accounts = [
            simulate(scenario, options.workers, options.candidates, seed)
            for seed in range(options.rounds)
        ]
        repeated = [one.repeated for one in accounts]
        print(f"\n{scenario.name}")
        figures = [
            Figure("deaths", [float(one.deaths) for one in accounts]),
            Figure(
                "candidates without their score",
                [float(one.unscored) for one in accounts],
                0,
            ),
            Figure("work done more than once: %", repeated, 3),
        ]
        show(figures)
        rows += rows_of(scenario.name, figures)
    save(options.json, rows)


if __name__ == "__main__":
    main()
