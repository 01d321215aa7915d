"""The interface of a pool: workers that run tasks and return what they yield.

What a task yielded comes back as one `Outcome`, even if the task raised an error or
returned early because its time was over.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from sk_hpo.pool.task import Outcome, Task


class Pool(ABC):
    """A place where tasks run.

    Attributes
    ----------
    n_workers : int
        How many tasks can run at once. It may change if the pool is a cluster.
    running : int
        The number of submitted tasks whose outcomes have not been taken.
    in_this_thread : bool
        Whether tasks run in the thread that takes their outcomes.
    in_this_interpreter : bool
        Whether tasks run in this process and see its memory and warning filters.
    has_this_clock : bool
        Whether `time.monotonic` is the same in tasks as here: they run on this machine.
    can_stop : bool
        Whether `close` with `abort` stops what is running.
    replaces : bool
        Whether `close` with `abort` starts workers in the places of those that it ends.
        The next search need not wait for them then, but the end of the program may.
    interrupted : bool
        Whether Ctrl-C ends the use of the pool. At a terminal it reaches the worker
        processes too, in the middle of anything.
    can_limit : bool
        Whether `submit` can limit the time of an item.
    """

    in_this_thread: ClassVar[bool] = False
    in_this_interpreter: ClassVar[bool] = False
    has_this_clock: ClassVar[bool] = False
    can_stop: ClassVar[bool] = True
    can_limit: bool = False
    replaces: bool = False
    interrupted: bool = False

    n_workers: int
    running: int = 0

    @abstractmethod
    def share(self, value: Any) -> Any:
        """Make `value` available to every worker; return a handle of it for tasks.

        It is sent to each worker at most once, however many tasks use it, unless a
        backend of joblib has no way to keep data on a worker.
        """

    def start(self, handle: Any) -> None:  # noqa: B027  most have nothing to start
        """Wait until the workers run and have read the value that `handle` stands for.

        Pools whose workers run already, or start in no time, do nothing. No task may be
        running.
        """

    @abstractmethod
    def submit(
        self, task: Task, handle: Any, *args: Any, limit: float | None = None
    ) -> int:
        """Have some worker run ``task(value, *args)``; return the task's ticket.

        `handle` is what `share` returned for the value. If the pool `can_limit`, a
        worker that takes longer than `limit` seconds for an item is killed. A
        `heartbeat` of the task restarts its time.
        """

    @abstractmethod
    def next_done(self, timeout: float | None = None) -> Outcome | None:
        """Wait for any task to end, and return its outcome.

        Returns None after `timeout` seconds, or when the number of workers changes. A
        pool that can't stop its tasks ignores `timeout`.
        """

    def done_now(self) -> list[Outcome]:
        """Return the outcomes that are ready, without waiting for others.

        This is called after an error; outcomes that can't be read are dropped.
        """
        return []

    @abstractmethod
    def close(self, *, abort: bool = False) -> None:
        """Release the workers and remove what was shared.

        With `abort`, running tasks are stopped if the pool can stop them, and their
        outcomes are lost; workers that are idle stay for the next pool. Without it no
        task may be running.
        """
