"""Tasks run in processes: those of joblib's executor, or our own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from sk_hpo._compat.joblib_memmapping import (
    make_temporary_folder,
    remove_temporary_folder,
)
from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo._compat.loky_executor import (
    allow_tasks,
    drop_tasks,
    end_processes,
    forbid_tasks,
    marked,
    running_in,
)
from sk_hpo._compat.loky_process import LOST
from sk_hpo.pool.held_interrupts import held_interrupts
from sk_hpo.pool.queued_pool import QueuedPool
from sk_hpo.pool.serialization import SharedFile, forget_gone, pack
from sk_hpo.pool.task import Job, Outcome, WorkerLoss, run_pickled
from sk_hpo.pool.worker_processes import WorkerProcesses

# Seconds for which `forget_gone` occupies a worker, so that the others run it too.
PAUSE = 0.005
# Seconds to wait for workers to run `forget_gone`.
PATIENCE = 1.0
# If a file has more bytes, workers are asked to forget it in the end.
HEAVY = 2**20


class ProcessPool(QueuedPool):
    """Workers are the processes of joblib's reusable executor, until one of them dies.

    If joblib was used before, those are running already, and they stay for its next
    call. But a death there ends all running tasks, and nothing shows which one caused
    it. From then on worker processes of our own are used. With `own` they are used from
    the start, because only they can limit the time of an item.
    """

    has_this_clock: ClassVar[bool] = True

    def __init__(self, backend: Backend, *, own: bool = False) -> None:
        super().__init__()
        self._backend = backend
        self.n_workers = backend.n_workers
        self.can_limit = own
        self._own: WorkerProcesses | None = None
        self._folder: str | None = None
        self._n_files = 0
        self._heavy = False
        self._futures: set[Any] = set()  # tasks in joblib's executor
        # A sequential search in a process of our own is nested like one in this thread.
        self.nested = backend.nested if backend.kind == "loky" else None
        if own:
            self._use_own()

    def _use_own(self) -> WorkerProcesses:
        if self._own is None:
            self._own = WorkerProcesses(self.n_workers, self._backend.environment)
        return self._own

    def start(self, handle: SharedFile) -> None:
        for _ in range(self.n_workers):
            self.submit(_nothing, handle)
        while self.running:
            self.next_done()

    def share(self, value: Any) -> SharedFile:
        if self._folder is None:
            self._folder = make_temporary_folder(self._backend.temp_folder)
            allow_tasks(self._folder)
        self._n_files += 1
        large, mode = self._backend.memmap
        path = Path(self._folder) / f"{self._n_files}.shared"
        # Modes that write to the file would let one fit change the data of the next.
        # Copy-on-write takes their place.
        shared = pack(value, path, large=large, mode="r" if mode == "r" else "c")
        self._heavy |= path.stat().st_size > HEAVY
        return shared

    def _start(self, job: Job) -> None:
        if self._own is None:
            # Ctrl-C during a method of the executor can leave its lock locked for ever.
            with held_interrupts(), suppress(*LOST):
                future = self._backend.executor.submit(_run, job.handle, job.call)
                self._futures.add(future)
                future.add_done_callback(partial(self._ended, job))
                return
        self._use_own().submit(job)

    def _ended(self, job: Job, future: Any) -> None:
        self._futures.discard(future)
        if not future.cancelled():
            job.done(partial(self._result, future))

    def _result(self, future: Any) -> Outcome:
        try:
            outcome: Outcome = future.result()
        except LOST as error:
            self._use_own()
            cause = f"a worker process died: {type(error).__name__}"
            return Outcome([], loss=WorkerLoss(cause, "unknown"))
        return outcome

    def close(self, *, abort: bool = False) -> None:
        with held_interrupts():
            executor = None
            if self._own is not None:
                self._own.close()
            elif self._backend.kind == "loky":
                executor = self._backend.executor
            ended = abort and executor is not None and self._end_running(executor)
            self._backend.close(abort=abort and not ended)
            if self._folder is None:
                return
            remove_temporary_folder(self._folder)
            self._folder = None
            if executor is not None and (not abort or ended):
                self._leave(executor, abort=abort)

    def _leave(self, executor: Any, *, abort: bool) -> None:
        """Have the workers, which stay, forget mapped memory; replace those ended."""
        if not (self.replaces if abort else self._heavy):
            return
        with suppress(*LOST, RuntimeError):  # another thread has shut it down
            # After an abort, as many as the executor passes on at once: it fails if it
            # is shut down while tasks wait for that.
            n = (1 if abort else 2) * self.n_workers
            rests = [executor.submit(forget_gone, PAUSE) for _ in range(n)]
            if not abort:
                wait(rests, PATIENCE)

    def _end_running(self, executor: Any) -> bool:
        """End the processes that run a task; return whether the others are kept."""
        if self._folder is None:
            return True
        if self.interrupted:
            # A worker may have been kept from removing its mark, and now wait for
            # tasks. Its death would leave the queue of tasks locked for ever.
            return False
        folder = self._folder
        forbid_tasks(folder)
        drop_tasks(executor, list(self._futures))
        return end_processes(executor, lambda: running_in(folder))


def _run(handle: SharedFile, call: bytes) -> Outcome:
    with marked(os.path.dirname(handle.path)) as may_run:
        return run_pickled(handle.open(), call) if may_run else Outcome([])


def _nothing(value: Any) -> Iterator[None]:
    """Run as a task that a process can do once it has started and read the value."""
    yield None
