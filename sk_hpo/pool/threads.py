"""Tasks run in threads of this process."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, ClassVar

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool.interrupts import held_interrupts
from sk_hpo.pool.pool import Task
from sk_hpo.pool.queued import QueuedPool
from sk_hpo.pool.remote import Reply, run

# Seconds for which Ctrl-C may wait.
LOOK = 0.1


class ThreadPool(QueuedPool):
    """Workers that see the caller's objects: nothing is copied."""

    in_this_interpreter: ClassVar[bool] = True
    can_stop: ClassVar[bool] = False

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self.n_workers = backend.n_workers
        self._futures: set[Future[Reply]] = set()
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
        # Ctrl-C amid a method of theirs can leave a lock taken for ever.
        with held_interrupts():
            future = self._executor.submit(
                run, task, handle, args, self._backend.nested
            )
            self._futures.add(future)
            future.add_done_callback(self._futures.discard)
            future.add_done_callback(lambda ended: done(ended.result))

    def close(self, *, abort: bool = False) -> None:
        # A thread can't be stopped: what runs is waited for, what waits is dropped.
        with held_interrupts():
            self._executor.shutdown(wait=False, cancel_futures=True)
        # Not by joining them: Python 3.11 takes a thread whose join is interrupted for
        # one that has ended, does not wait for it at exit, and aborts. And Ctrl-C only
        # between two looks: amid one it leaves locks taken that the threads want.
        while running := list(self._futures):
            with held_interrupts():
                wait(running, LOOK)
        with held_interrupts():
            self._executor.shutdown(wait=True)
        self._backend.close(abort=False)
