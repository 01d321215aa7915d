"""How a task runs in a worker, and how its outcome comes back.

Every pool uses it whose workers are not the caller's own thread.
"""

from __future__ import annotations

import pickle
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sk_hpo._compat.joblib_parallel import nested_parallelism
from sk_hpo.pool.pool import Outcome, Task, WorkerLoss
from sk_hpo.pool.serialization import dumps


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker sends back: what a task yielded, its error, and its seconds.

    In the process that raised it, the error is the same object. A pickled reply has the
    error if it can be pickled, with its traceback as the cause.
    """

    results: list[Any]
    error: BaseException | None
    seconds: float
    loss: WorkerLoss | None = None  # set in the coordinator, never pickled

    def outcome(self, ticket: int) -> Outcome:
        """Return the outcome that the pool's user sees."""
        return Outcome(ticket, self.results, self.error, self.seconds, self.loss)

    def __reduce__(self) -> tuple[Any, ...]:
        packed = None if self.error is None else _pack_error(self.error)
        return _unpack_reply, (self.results, packed, self.seconds)


# Given a function that returns the reply, or raises what kept the task from running.
Done = Callable[[Callable[[], Reply]], None]


@dataclass(frozen=True, slots=True)
class Job:
    """A task that was submitted to a pool.

    Parameters
    ----------
    handle : object
        The handle of the value that the task uses.
    call : bytes or tuple
        The task, its arguments and what its parallel calls use, for `run_pickled`;
        where tasks run in this process, not pickled.
    limit : float or None
        Seconds for an item.
    done : callable
        Called when the task has ended.
    """

    handle: Any
    call: Any
    limit: float | None
    done: Done


def raising(error: BaseException) -> Callable[[], Reply]:
    """Return a function for `Done` that raises `error`."""

    def reply() -> Reply:
        raise error

    return reply


class WorkerTraceback(Exception):  # noqa: N818  shows where, is no error itself
    """The traceback of an error in a worker, shown as the cause of that error."""

    def __str__(self) -> str:
        return f'\n"""\n{self.args[0]}"""'


def run(
    task: Task,
    value: Any,
    args: tuple[Any, ...],
    nested: Any,
    send: Callable[[Any], None] | None = None,
) -> Reply:
    """Run a task to its end or to its first error.

    The reply has what it yielded, unless `send` is given to take each item at once.
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
    return Reply(results, error, time.perf_counter() - start)


def run_pickled(value: Any, call: bytes) -> Reply:
    """Run the task of a `Job`."""
    task, args, nested = pickle.loads(call)
    return run(task, value, args, nested)


def _pack_error(error: BaseException) -> tuple[bytes | None, str, str]:
    try:
        body = dumps(error)
    except Exception:  # noqa: BLE001  whatever a foreign __reduce__ raises
        body = None
    in_words = "".join(traceback.format_exception_only(error)).strip()
    return body, in_words, "".join(traceback.format_exception(error))


def _unpack_reply(
    results: list[Any], packed: tuple[bytes | None, str, str] | None, seconds: float
) -> Reply:
    if packed is None:
        return Reply(results, None, seconds)
    body, in_words, text = packed
    error = _unpack_error(body) or RuntimeError(in_words)
    error.__cause__ = WorkerTraceback(text)
    return Reply(results, error, seconds)


def _unpack_error(body: bytes | None) -> BaseException | None:
    """Return the error, or None if it was not pickled or can't be unpickled."""
    if body is None:
        return None
    try:
        error = pickle.loads(body)
    except Exception:  # noqa: BLE001  whatever a foreign __init__ raises
        return None
    return error if isinstance(error, BaseException) else None
