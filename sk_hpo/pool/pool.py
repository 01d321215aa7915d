"""The interface of a pool: workers that run generators and return what they yield.

A task is a generator function, an object that all tasks share, and a few small
arguments. What it yielded comes back as one `Outcome`, even if it raised an error or
returned early because its time was up.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

Task = Callable[..., Iterator[Any]]


@dataclass(frozen=True, slots=True)
class WorkerLoss:
    """Why a task did not finish: its worker died, or was killed for taking too long.

    Parameters
    ----------
    cause : str
        A sentence for people.
    at : {"item", "task", "unknown"}
        What the worker was running: the item after those that came back, some item
        after those, or maybe another task, because one death ended several tasks.
    overtime : bool
        Whether it was killed because an item took longer than its limit.
    deaths : int
        How many workers the task has killed.
    """

    cause: str
    at: Literal["item", "task", "unknown"]
    overtime: bool = False
    deaths: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one task.

    Parameters
    ----------
    ticket : int
        What `Pool.submit` returned for it.
    results : iterable
        What the task yielded. If it runs in this thread this is a lazy iterator: taking
        an item runs the task up to it and raises the task's exception.
    error : BaseException or None
        What it raised, after `results`, in another thread or process.
    seconds : float
        How long it ran; 0 if it has not run yet.
    loss : WorkerLoss or None
        Why it did not finish, after `results`.
    """

    ticket: int
    results: Iterable[Any]
    error: BaseException | None = None
    seconds: float = 0.0
    loss: WorkerLoss | None = None


class Pool(ABC):
    """A place where tasks run.

    Attributes
    ----------
    n_workers : int
        How many tasks can run at once. A cluster may grow and shrink.
    running : int
        How many submitted tasks have outcomes that have not been taken.
    in_this_thread : bool
        Whether tasks run in the thread that takes their outcomes.
    in_this_interpreter : bool
        Whether tasks run in this process and see its memory and warning filters.
    can_stop : bool
        Whether `close` with `abort` stops what is running.
    can_limit : bool
        Whether `submit` can limit the time of an item.
    """

    in_this_thread: ClassVar[bool] = False
    in_this_interpreter: ClassVar[bool] = False
    can_stop: ClassVar[bool] = True
    can_limit: bool = False

    n_workers: int
    running: int = 0

    @abstractmethod
    def share(self, value: Any) -> Any:
        """Make `value` available to every worker; return the handle for tasks.

        It is sent to each worker at most once, however many tasks use it, unless
        joblib's backend has no way to keep data on a worker.
        """

    @abstractmethod
    def submit(
        self, task: Task, handle: Any, *args: Any, limit: float | None = None
    ) -> int:
        """Have some worker run ``task(value, *args)``; return the task's ticket.

        `handle` is that of a value given to `share`. If the pool `can_limit`, a worker
        that takes longer than `limit` seconds for an item is killed. A `heartbeat` of
        the task restarts its time.
        """

    @abstractmethod
    def next_done(self, timeout: float | None = None) -> Outcome | None:
        """Wait for any task to end, and return its outcome.

        Returns None after `timeout` seconds, or as soon as there are more workers. A
        pool that can't stop its tasks ignores `timeout`.
        """

    def done_now(self) -> list[Outcome]:
        """Return the outcomes that are ready, without waiting for any.

        Called after the search has failed; outcomes that can't be read are dropped.
        """
        return []

    @abstractmethod
    def close(self, *, abort: bool = False) -> None:
        """Release the workers and remove what was shared.

        With `abort` running tasks are stopped if the pool can, and their outcomes are
        lost. Without it no task may be running.
        """
