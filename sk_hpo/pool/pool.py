"""What a pool is: workers that run generators and give back what they yielded.

A task is a generator function, an object that every task shares, and a few small
arguments. What it has yielded comes back as one `Outcome`, also when it has raised in
the middle or has given its place back because its time was up.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

Task = Callable[..., Iterator[Any]]


@dataclass(frozen=True, slots=True)
class Loss:
    """Why a task has not come to its end: its worker died, or had to be stopped.

    Parameters
    ----------
    cause : str
        In words.
    at : {"item", "task", "unknown"}
        What the worker was at: the item after those that have come back, some item
        after them, or maybe another task, since one death ended several.
    overtime : bool
        Whether it was stopped because an item took longer than its limit.
    deaths : int
        How many workers have died of it.
    """

    cause: str
    at: Literal["item", "task", "unknown"]
    overtime: bool = False
    deaths: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one task.

    Parameters
    ----------
    ticket : int
        What `Pool.submit` returned for it.
    results : iterable
        What it yielded. A lazy iterator where the task runs in this process: taking an
        item runs the task up to it, and its exception comes out of it.
    error : BaseException or None
        What it raised elsewhere, after `results`.
    seconds : float
        How long it ran. 0 where it has not been run yet.
    loss : Loss or None
        Why it ended, after `results`, without having come to its end.
    """

    ticket: int
    results: Iterable[Any]
    error: BaseException | None = None
    seconds: float = 0.0
    loss: Loss | None = None


class Pool(ABC):
    """A place where tasks run.

    Attributes
    ----------
    n_workers : int
        How many tasks can run at once. A cluster may grow and shrink.
    running : int
        How many tasks have been submitted whose outcome has not been taken.
    in_this_thread : bool
        Whether tasks run in the thread that takes their outcomes.
    in_this_interpreter : bool
        Whether tasks see this process's memory, its warning filters among it.
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
        """Make `value` known to every worker; returns the handle that tasks take.

        It travels to each worker at most once, however many tasks use it, unless a
        foreign backend has no way to place it there.
        """

    @abstractmethod
    def submit(
        self, task: Task, handle: Any, *args: Any, limit: float | None = None
    ) -> int:
        """Have some worker run ``task(value, *args)``; returns the task's ticket.

        `handle` stands for a value given to `share`. Where the pool `can_limit`, a
        worker that takes longer than `limit` seconds for one item is killed, unless
        the task says that it `gets_on`.
        """

    @abstractmethod
    def next_done(self, timeout: float | None = None) -> Outcome | None:
        """Wait for any task to end, and take its outcome.

        None if there is none after `timeout` seconds, or as soon as there are more
        workers; where what runs can't be stopped it is waited for all the same.
        """

    def done_now(self) -> list[Outcome]:
        """Take the outcomes that are there without waiting for any.

        Called when the search has failed: what it can't tell of is lost.
        """
        return []

    @abstractmethod
    def close(self, *, abort: bool = False) -> None:
        """Give the workers back and remove what was shared.

        With `abort` tasks still under way are stopped where that is possible, and
        their outcomes are lost; without it there are none left.
        """
