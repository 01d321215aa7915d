"""The base class of pools whose tasks end in other threads."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from sk_hpo.pool.pool import Outcome, Pool, Task
from sk_hpo.pool.remote import Done, Reply


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task for a cluster whose workers are all busy."""

    handle: Any
    payload: bytes
    done: Done


class QueuedPool(Pool):
    """A pool whose workers report to a queue.

    A subclass starts a task in `_start`, and calls `done` when it has ended.
    """

    def __init__(self) -> None:
        self._done: SimpleQueue[tuple[int, Callable[[], Reply]] | None] = SimpleQueue()
        self._submitted = 0

    @abstractmethod
    def _start(
        self,
        task: Task,
        handle: Any,
        args: tuple[Any, ...],
        done: Done,
        limit: float | None,
    ) -> None: ...

    def submit(
        self, task: Task, handle: Any, *args: Any, limit: float | None = None
    ) -> int:
        self._submitted += 1
        ticket = self._submitted

        def done(reply: Callable[[], Reply]) -> None:
            self._done.put((ticket, reply))

        self._start(task, handle, args, done, limit)
        self.running += 1
        return ticket

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
