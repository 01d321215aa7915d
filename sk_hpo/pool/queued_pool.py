"""The base class of pools whose tasks end in other threads."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import Any

from sk_hpo.pool.pool import Pool
from sk_hpo.pool.serialization import dumps
from sk_hpo.pool.task import Job, Outcome, Task


class QueuedPool(Pool):
    """A pool whose workers report to a queue.

    A subclass starts a job in `_start` and calls its `done` when it has ended.
    """

    nested: Any = None  # what parallel calls in a task use

    def __init__(self) -> None:
        self._done: SimpleQueue[tuple[int, Callable[[], Outcome]] | None] = (
            SimpleQueue()
        )
        self._submitted = 0

    @abstractmethod
    def _start(self, job: Job) -> None: ...

    def submit(
        self, task: Task, handle: Any, *args: Any, limit: float | None = None
    ) -> int:
        self._submitted += 1
        ticket = self._submitted

        def done(outcome: Callable[[], Outcome]) -> None:
            self._done.put((ticket, outcome))

        self._start(Job(handle, self._pack(task, args, self.nested), limit, done))
        self.running += 1
        return ticket

    def _pack(self, *call: Any) -> Any:
        # Not by the executor: joblib's would write large arrays to the folder of the
        # call of joblib that used it last.
        return dumps(call)

    def _wake(self) -> None:
        """Make `next_done` return, because the number of workers has changed."""
        self._done.put(None)

    def next_done(self, timeout: float | None = None) -> Outcome | None:
        try:
            done = self._done.get(timeout=timeout if self.can_stop else None)
        except Empty:
            return None
        return None if done is None else self._outcome(*done)

    def _outcome(self, ticket: int, outcome: Callable[[], Outcome]) -> Outcome:
        self.running -= 1
        return replace(outcome(), ticket=ticket)

    def done_now(self) -> list[Outcome]:
        outcomes = []
        while not self._done.empty():
            if (done := self._done.get_nowait()) is None:
                continue
            with suppress(Exception):  # the first error is raised
                outcomes.append(self._outcome(*done))
        return outcomes
