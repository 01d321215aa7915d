"""Tasks run in threads of this process."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool.pool import Task
from sk_hpo.pool.queued import QueuedPool
from sk_hpo.pool.remote import Reply, run


class ThreadPool(QueuedPool):
    """Workers that see the caller's objects: nothing is copied."""

    in_this_interpreter: ClassVar[bool] = True
    can_stop: ClassVar[bool] = False

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self.n_workers = backend.n_workers
        self._executor = ThreadPoolExecutor(self.n_workers, thread_name_prefix="sk_hpo")

    def share(self, value: Any) -> Any:
        return value

    def _start(
        self,
        task: Task,
        handle: Any,
        args: tuple[Any, ...],
        done: Callable[[Callable[[], Reply]], None],
        limit: float | None,
    ) -> None:
        future = self._executor.submit(run, task, handle, args, self._backend.nested)
        future.add_done_callback(lambda ended: done(ended.result))

    def close(self, *, abort: bool = False) -> None:
        # A thread can't be stopped: what runs is waited for, what waits is dropped.
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._backend.close(abort=False)
