"""Tasks run in the caller's own thread, while their results are taken."""

from __future__ import annotations

from collections import deque
from typing import Any, ClassVar

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool.pool import Pool
from sk_hpo.pool.task import Outcome, Task


class InProcessPool(Pool):
    """The only worker is the caller.

    A task starts when its first result is taken. Its errors are raised there, with
    their own tracebacks.
    """

    in_this_thread: ClassVar[bool] = True
    in_this_interpreter: ClassVar[bool] = True
    has_this_clock: ClassVar[bool] = True
    can_stop: ClassVar[bool] = False
    n_workers = 1

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._waiting: deque[Outcome] = deque()
        self._submitted = 0

    def share(self, value: Any) -> Any:
        return value

    def submit(
        self, task: Task, handle: Any, *args: Any, limit: float | None = None
    ) -> int:
        self._submitted += 1
        self.running += 1
        outcome = Outcome(task(handle, *args), ticket=self._submitted)
        self._waiting.append(outcome)
        return self._submitted

    def next_done(self, timeout: float | None = None) -> Outcome:
        self.running -= 1
        return self._waiting.popleft()

    def close(self, *, abort: bool = False) -> None:
        self._waiting.clear()
        self._backend.close(abort=abort)
