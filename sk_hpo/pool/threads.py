"""Tasks run in threads of this process."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, ClassVar

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool.held_interrupts import held_interrupts
from sk_hpo.pool.queued_pool import QueuedPool
from sk_hpo.pool.task import Job, Outcome, run

# Seconds for which Ctrl-C may have to wait.
POLL_SECONDS = 0.1


class ThreadPool(QueuedPool):
    """Workers are threads, which use the caller's objects, not copies."""

    in_this_interpreter: ClassVar[bool] = True
    has_this_clock: ClassVar[bool] = True
    can_stop: ClassVar[bool] = False

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self.n_workers = backend.n_workers
        self._futures: set[Future[Outcome]] = set()
        self._executor = ThreadPoolExecutor(self.n_workers, thread_name_prefix="sk_hpo")

    @property
    def nested(self) -> Any:
        # A new one for each task: two threads can't use one joblib backend at once.
        return self._backend.nested

    def share(self, value: Any) -> Any:
        return value

    def _pack(self, *call: Any) -> Any:
        return call

    def _start(self, job: Job) -> None:
        # Ctrl-C during a method of the executor can leave its lock locked for ever.
        with held_interrupts():
            task, args, nested = job.call
            future = self._executor.submit(run, task, job.handle, args, nested)
            self._futures.add(future)
            future.add_done_callback(self._futures.discard)
            future.add_done_callback(lambda ended: job.done(ended.result))

    def close(self, *, abort: bool = False) -> None:
        # A thread can't be stopped: running tasks end, waiting ones are dropped.
        with held_interrupts():
            self._executor.shutdown(wait=False, cancel_futures=True)
        # Not by joining the threads: if a join is interrupted, Python 3.11 assumes that
        # the thread has ended, does not wait for it at exit, and aborts. Ctrl-C comes
        # only between two polls: during one it would leave locks locked.
        while running := list(self._futures):
            with held_interrupts():
                wait(running, POLL_SECONDS)
        with held_interrupts():
            self._executor.shutdown(wait=True)
        self._backend.close(abort=False)
