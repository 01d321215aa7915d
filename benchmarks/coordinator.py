"""What the engine's own loop costs a result, and whether it keeps 1,000 workers busy.

50,000 splits (10,000 candidates x 5) whose fits take 0.5 to 1.5 s, uniformly, on a pool
of 1,000 workers that is simulated under a virtual clock. `sk_hpo.engine.Loop` itself
drives it. To reach:

- coordinator time a split result: below 0.3 ms;
- workers busy: at least 95 %, which is the work over workers x makespan.

The coordinator's time is what passes between the pool's methods: the pool looks at the
real clock whenever the engine calls it and whenever it returns, so its own time (the
simulation) is left out. The same time also passes on the virtual clock: workers wait
for a slow coordinator as they would in earnest. Pickling and transport, which a real
pool adds, are not in it. The last chunk that a worker could take over ends with the
search, so no coordinator reaches 100 %: with 50 fits a worker about 98 % are possible.
"""

from __future__ import annotations

import heapq
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from _record import publish
from _timing import Figure, arguments, machine

from sk_hpo import engine
from sk_hpo.evaluate import Unit
from sk_hpo.evaluate.chunk import BUDGET
from sk_hpo.history import History
from sk_hpo.journal import Journal
from sk_hpo.pool.pool import Pool
from sk_hpo.pool.task import Outcome, Task, WorkerLoss
from sk_hpo.strategies.candidate_list import Listed
from sk_hpo.trial import SplitResult

N_SPLITS = 5


@dataclass(order=True)
class Running:
    """A chunk on a worker; the earliest end comes first."""

    end: float
    ticket: int
    seconds: float = field(compare=False)
    results: list[SplitResult] = field(compare=False)
    units: list[Unit] = field(compare=False)
    loss: WorkerLoss | None = field(default=None, compare=False)


class SimulatedPool(Pool):
    """Workers that take chunks from one queue and work under a virtual clock.

    Parameters
    ----------
    n_workers : int
        How many there are.
    seconds : array of shape (n_candidates, n_splits)
        How long each fit takes.
    clock : callable
        What the coordinator's time is read from, in seconds.
    """

    def __init__(
        self,
        n_workers: int,
        seconds: np.ndarray,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.n_workers = n_workers
        self.clock = clock
        self.seconds = seconds.tolist()
        self.now = 0.0
        self.work = 0.0
        self.coordinator_wall = 0.0
        self.coordinator_cpu = 0.0
        self._idle = n_workers
        self._waiting: deque[tuple[int, list[Unit]]] = deque()
        self._at_work: list[Running] = []
        self._done: deque[Running] = deque()
        self._submitted = 0

    def start_clock(self) -> None:
        """From here on the engine is at work."""
        self._left = self.clock(), time.thread_time()

    def share(self, value: Any) -> Any:
        self._enter()
        self.start_clock()
        return value

    def submit(
        self, task: Task, handle: Any, *args: Any, limit: float | None = None
    ) -> int:
        self._enter()
        self._submitted += 1
        self.running += 1
        _, units, *_ = args
        self._waiting.append((self._submitted, units))
        if self._idle:
            self._idle -= 1
            self._begin(self.now)
        self.start_clock()
        return self._submitted

    def next_done(self, timeout: float | None = None) -> Outcome:
        self._enter()
        while not self._done:
            self._advance(self._next_event())
        chunk = self._done.popleft()
        self.running -= 1
        self.start_clock()
        return Outcome(chunk.results, None, chunk.seconds, chunk.loss, chunk.ticket)

    def close(self, *, abort: bool = False) -> None:
        pass

    def _enter(self) -> None:
        wall, cpu = self._left
        passed = self.clock() - wall
        self.coordinator_wall += passed
        self.coordinator_cpu += time.thread_time() - cpu
        self._advance(self.now + passed)

    def _advance(self, to: float) -> None:
        """Let workers go on until `to`; who is done takes the next chunk at once."""
        while self._at_work and self._at_work[0].end <= to:
            chunk = heapq.heappop(self._at_work)
            self._has_ended(chunk)
            if self._waiting:
                self._begin(chunk.end)
            else:
                self._idle += 1
        self.now = max(self.now, to)

    def _next_event(self) -> float:
        return self._at_work[0].end

    def _has_ended(self, chunk: Running) -> None:
        self._done.append(chunk)

    def _begin(self, at: float) -> None:
        """A free worker takes the chunk at the head of the queue."""
        ticket, units = self._waiting.popleft()
        seconds, results = 0.0, []
        for unit in units:
            fit_time = self.seconds[unit.candidate][unit.split]
            seconds += fit_time
            results.append(_result(unit, fit_time))
            if seconds > BUDGET:  # as in sk_hpo.evaluate.chunk: the rest is given back
                break
        self.work += seconds
        chunk = Running(at + seconds, ticket, seconds, results, units)
        heapq.heappush(self._at_work, chunk)


def _result(unit: Unit, fit_time: float) -> SplitResult:
    return SplitResult(
        candidate=unit.candidate,
        split=unit.split,
        test_scores=fit_time / 2,
        train_scores=None,
        n_test_samples=30,
        fit_time=fit_time,
        score_time=0.0,
        fit_error=None,
    )


def simulate(n_workers: int, n_candidates: int, seed: int) -> SimulatedPool:
    """Run the engine over all candidates; returns the pool with its accounts."""
    rng = np.random.default_rng(seed)
    pool = SimulatedPool(n_workers, rng.uniform(0.5, 1.5, (n_candidates, N_SPLITS)))
    history = History(N_SPLITS)
    candidates = [{"C": value} for value in rng.uniform(size=n_candidates)]
    pool.start_clock()
    engine.Loop(
        Listed(candidates),
        history,
        pool=pool,
        handle=None,  # no worker ever looks at it
        journal=Journal(),
    ).run()
    assert history.n_results == n_candidates * N_SPLITS
    return pool


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
    n = options.candidates * N_SPLITS
    pools = [
        simulate(options.workers, options.candidates, seed)
        for seed in range(options.rounds)
    ]
    wall = [1e3 * pool.coordinator_wall / n for pool in pools]
    cpu = [1e3 * pool.coordinator_cpu / n for pool in pools]
    busy = [100 * pool.work / (options.workers * pool.now) for pool in pools]
    publish(
        options,
        [
            Figure("coordinator: ms a split result", wall, 0.3),
            Figure("coordinator: ms a split result, processor time", cpu),
            Figure("workers busy: %", busy, 95, at_least=True),
            Figure("makespan: virtual seconds", [pool.now for pool in pools]),
        ],
    )


if __name__ == "__main__":
    main()
