"""The base class of pools whose tasks end in other threads."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

from sk_hpo.pool.job import Job, Reply
from sk_hpo.pool.pool import Outcome, Pool, Task
from sk_hpo.pool.serialization import dumps


class QueuedPool(Pool):
    """A pool whose workers report to a queue.

    A subclass starts a job in `_start`, and calls its `done` when it has ended.
    """

    nested: Any = None  # what parallel calls in a task use

    def __init__(self) -> None:
        self._done: SimpleQueue[tuple[int, Callable[[], Reply]] | None] = SimpleQueue()
        self._submitted = 0

    @abstractmethod
    def _start(self, job: Job) -> None: ...

    def submit(
        self, task: Task, handle: Any, *args: Any, limit: float | None = None
    ) -> int:
        self._submitted += 1
        ticket = self._submitted

        def done(reply: Callable[[], Reply]) -> None:
            self._done.put((ticket, reply))

        self._start(Job(handle, self._pack(task, args, self.nested), limit, done))
        self.running += 1
        return ticket

    def _pack(self, *call: Any) -> Any:
        # Not left to an executor: joblib's would map large arrays to the folder of
        # whichever call of joblib used it last.
        return dumps(call)

    def _wake(self) -> None:
        """Make `next_done` return, because there are workers for more tasks."""
        self._done.put(None)

    def next_done(self, timeout: float | None = None) -> Outcome | None:
        try:
            done = self._done.get(timeout=timeout if self.can_stop else None)
        except Empty:
            return None
        return None if done is None else self._outcome(*done)

    def _outcome(self, ticket: int, reply: Callable[[], Reply]) -> Outcome:
        self.running -= 1
        return reply().outcome(ticket)

    def done_now(self) -> list[Outcome]:
        outcomes = []
        while not self._done.empty():
            if (done := self._done.get_nowait()) is None:
                continue
            with suppress(Exception):  # another error has come first
                outcomes.append(self._outcome(*done))
        return outcomes
