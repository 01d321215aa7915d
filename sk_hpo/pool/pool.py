"""What a pool is: workers that run generators and give back what they yielded.

A task is a generator function, an object that every task shares, and a few small
arguments. What it has yielded comes back as one `Outcome`, also when it has raised in
the middle or has given its place back because its time was up.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

Task = Callable[..., Iterator[Any]]


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
    """

    ticket: int
    results: Iterable[Any]
    error: BaseException | None = None
    seconds: float = 0.0


class Pool(ABC):
    """A place where tasks run.

    Attributes
    ----------
    n_workers : int
        How many tasks can run at once.
    running : int
        How many tasks have been submitted whose outcome has not been taken.
    in_this_thread : bool
        Whether tasks run in the thread that takes their outcomes.
    in_this_interpreter : bool
        Whether tasks see this process's memory, its warning filters among it.
    """

    in_this_thread: ClassVar[bool] = False
    in_this_interpreter: ClassVar[bool] = False

    n_workers: int
    running: int = 0

    @abstractmethod
    def share(self, value: Any) -> Any:
        """Make `value` known to every worker; returns the handle that tasks take.

        It travels to each worker at most once, however many tasks use it, unless a
        foreign backend has no way to place it there.
        """

    @abstractmethod
    def submit(self, task: Task, handle: Any, *args: Any) -> int:
        """Have some worker run ``task(value, *args)``; returns the task's ticket.

        `handle` stands for a value given to `share`.
        """

    @abstractmethod
    def next_done(self) -> Outcome:
        """Wait for any task to end, and take its outcome."""

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
