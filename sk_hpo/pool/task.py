"""A task of a pool: how it runs in a worker, and how its outcome comes back.

A task is a generator function. Its arguments are an object that many tasks share, and a
few small ones.
"""

from __future__ import annotations

import pickle
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sk_hpo._compat.joblib_parallel import nested_parallelism
from sk_hpo.pool.serialization import dumps

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
        after those, or perhaps another task, because one death ended several tasks.
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
    """The outcome of one task.

    A pickled one has the error if that can be pickled, with its traceback as the cause.

    Parameters
    ----------
    results : iterable
        What the task yielded. If the task runs in this thread, this is a lazy iterator:
        taking an item runs the task up to it and raises the task's exception.
    error : BaseException or None
        What it raised, after `results`, in another thread or process.
    seconds : float
        How long it ran; 0 if it has not run yet.
    loss : WorkerLoss or None
        Why it did not finish, after `results`. The coordinator sets it.
    ticket : int
        What `Pool.submit` returned for the task. The coordinator sets it.
    """

    results: Iterable[Any]
    error: BaseException | None = None
    seconds: float = 0.0
    loss: WorkerLoss | None = None
    ticket: int = 0

    def __reduce__(self) -> tuple[Any, ...]:
        packed = None if self.error is None else _pack_error(self.error)
        return _unpack, (self.results, packed, self.seconds)


# Takes a function that returns the outcome, or raises what kept the task from running.
Done = Callable[[Callable[[], Outcome]], None]


@dataclass(frozen=True, slots=True)
class Job:
    """A task that was submitted to a pool.

    Parameters
    ----------
    handle : object
        The handle of the value that the task uses.
    call : bytes or tuple
        The task, its arguments and what parallel calls in it use: pickled for
        `run_pickled`, or not pickled if tasks run in this process.
    limit : float or None
        Seconds for an item.
    done : callable
        Must be called when the task has ended.
    """

    handle: Any
    call: Any
    limit: float | None
    done: Done


def raising(error: BaseException) -> Callable[[], Outcome]:
    """Return a function for `Done` that raises `error`."""

    def outcome() -> Outcome:
        raise error

    return outcome


def run(
    task: Task,
    value: Any,
    args: tuple[Any, ...],
    nested: Any,
    send: Callable[[Any], None] | None = None,
) -> Outcome:
    """Run a task to its end or to its first error.

    The outcome has what the task yielded, unless `send` takes each item at once.
    """
    results: list[Any] = []
    keep = results.append if send is None else send
    error = None
    start = time.perf_counter()
    with nested_parallelism(nested):
        try:
            for item in task(value, *args):
                keep(item)
        except (Exception, KeyboardInterrupt, SystemExit) as raised:  # noqa: BLE001  the
            error = raised  # coordinator raises it, and has the results before it
    return Outcome(results, error, time.perf_counter() - start)


def run_pickled(value: Any, call: bytes) -> Outcome:
    """Run the task of a `Job` whose `call` is pickled."""
    task, args, nested = pickle.loads(call)
    return run(task, value, args, nested)


class WorkerTraceback(Exception):  # noqa: N818  shows where, is not an error itself
    """The traceback of an error in a worker, shown as the cause of that error."""

    def __str__(self) -> str:
        return f'\n"""\n{self.args[0]}"""'


def _pack_error(error: BaseException) -> tuple[bytes, str, str]:
    try:
        body = dumps(error)
    except Exception:  # noqa: BLE001  a foreign __reduce__ may raise anything
        body = b""
    message = "".join(traceback.format_exception_only(error)).strip()
    return body, message, "".join(traceback.format_exception(error))


def _unpack(
    results: list[Any], packed: tuple[bytes, str, str] | None, seconds: float
) -> Outcome:
    if packed is None:
        return Outcome(results, None, seconds)
    body, message, text = packed
    try:
        error = pickle.loads(body)
    except Exception:  # noqa: BLE001  no pickle; or a foreign __init__ raises anything
        error = None
    if not isinstance(error, BaseException):
        error = RuntimeError(message)
    error.__cause__ = WorkerTraceback(text)
    return Outcome(results, error, seconds)
