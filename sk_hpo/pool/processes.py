"""Tasks run in processes: those of joblib's executor, or our own."""

from __future__ import annotations

from concurrent.futures import wait
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from sk_hpo._compat.joblib_memmapping import (
    make_temporary_folder,
    remove_temporary_folder,
)
from sk_hpo._compat.joblib_parallel import Backend
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

    def __init__(self, backend: Backend, *, own: bool = False) -> None:
        super().__init__()
        self._backend = backend
        self.n_workers = backend.n_workers
        self.can_limit = own
        self._own: WorkerProcesses | None = None
        self._folder: str | None = None
        self._n_files = 0
        self._heavy = False
        # A sequential search in a process of our own is nested like one in this thread.
        self.nested = backend.nested if backend.kind == "loky" else None
        if own:
            self._use_own()

    def _use_own(self) -> WorkerProcesses:
        if self._own is None:
            self._own = WorkerProcesses(self.n_workers, self._backend.environment)
        return self._own

    def share(self, value: Any) -> SharedFile:
        if self._folder is None:
            self._folder = make_temporary_folder(self._backend.temp_folder)
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
                future.add_done_callback(
                    lambda ended: job.done(partial(self._result, ended))
                )
                return
        self._use_own().submit(job)

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
            self._backend.close(abort=abort)
            if self._folder is None:
                return
            remove_temporary_folder(self._folder)
            self._folder = None
            if executor is not None and self._heavy and not abort:
                # The workers stay and would keep the mapped memory.
                with suppress(RuntimeError):  # another thread has shut it down
                    n = 2 * self.n_workers
                    rests = [executor.submit(forget_gone, PAUSE) for _ in range(n)]
                    wait(rests, PATIENCE)


def _run(handle: SharedFile, call: bytes) -> Outcome:
    return run_pickled(handle.open(), call)
