"""How a task runs in a worker, and how its outcome comes back.

Used by every pool whose workers are not the caller's own thread.
"""

from __future__ import annotations

import pickle
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sk_hpo._compat.joblib_parallel import nested_parallelism
from sk_hpo.pool.pool import Loss, Outcome, Task
from sk_hpo.pool.shipping import dumps


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker sends back: what a task yielded, its error, and its seconds.

    In the process where it was raised the error is the very object. A pickled reply
    takes it along as far as it can be pickled, with its traceback as the cause.
    """

    results: list[Any]
    error: BaseException | None
    seconds: float
    loss: Loss | None = None  # never pickled: it is told of by who has lost a worker

    def outcome(self, ticket: int) -> Outcome:
        """The same as the pool's user sees it."""
        return Outcome(ticket, self.results, self.error, self.seconds, self.loss)

    def __reduce__(self) -> tuple[Any, ...]:
        packed = None if self.error is None else _pack_error(self.error)
        return _unpack_reply, (self.results, packed, self.seconds)


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

    What it yields is in the reply, unless `send` takes each item as it comes.
    """
    results: list[Any] = []
    keep = results.append if send is None else send
    error = None
    start = time.perf_counter()
    with nested_parallelism(nested):
        try:
            for item in task(value, *args):
                keep(item)
        except (Exception, KeyboardInterrupt, SystemExit) as raised:  # noqa: BLE001  by
            error = raised  # the coordinator, which then has what was done before
    return Reply(results, error, time.perf_counter() - start)


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
    """The error itself, or None if it could not be pickled or can't be read again."""
    if body is None:
        return None
    try:
        error = pickle.loads(body)
    except Exception:  # noqa: BLE001  whatever a foreign __init__ raises
        return None
    return error if isinstance(error, BaseException) else None
