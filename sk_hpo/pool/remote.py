"""How a task runs in a worker, and how its outcome comes back.

Used by every pool whose workers are not the caller's own thread.
"""

from __future__ import annotations

import pickle
import time
import traceback
from dataclasses import dataclass
from typing import Any

from sk_hpo._compat.joblib_parallel import nested_parallelism
from sk_hpo.pool.pool import Outcome, Task

# A task that has run for longer gives its place back: whoever cut the work took it for
# shorter, and a free worker may be waiting for what is left of it.
BUDGET = 0.25  # seconds


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker sends back: what a task yielded, its error, and its seconds."""

    results: list[Any]
    error: tuple[Exception, str] | None
    seconds: float

    def outcome(self, ticket: int) -> Outcome:
        """The same as the pool's user sees it."""
        error = None
        if self.error is not None:
            error, text = self.error
            error.__cause__ = WorkerTraceback(text)
        return Outcome(ticket, self.results, error, self.seconds)


class WorkerTraceback(Exception):  # noqa: N818  shows where, is no error itself
    """The traceback of an error in a worker, shown as the cause of that error."""

    def __str__(self) -> str:
        return f'\n"""\n{self.args[0]}"""'


def run(task: Task, value: Any, args: tuple[Any, ...], nested: Any) -> Reply:
    """Run a task to its end, to its first error, or until `BUDGET` is used up."""
    results: list[Any] = []
    error = None
    start = time.perf_counter()
    with nested_parallelism(nested):
        try:
            for result in task(value, *args):
                results.append(result)
                if time.perf_counter() - start > BUDGET:
                    break
        except Exception as raised:  # noqa: BLE001  is raised by the coordinator
            error = _portable(raised), traceback.format_exc()
    return Reply(results, error, time.perf_counter() - start)


def _portable(error: Exception) -> Exception:
    """The error itself if it can be pickled and read again, else one that says it."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001  whatever a foreign __reduce__ raises
        return RuntimeError(f"{type(error).__qualname__}: {error}")
    return error
