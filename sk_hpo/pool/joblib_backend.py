"""Tasks run on any other backend that is registered with joblib."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool.queued_pool import QueuedPool
from sk_hpo.pool.serialization import dumps, unpickle_once
from sk_hpo.pool.task import Job, Outcome, run_pickled


class JoblibPool(QueuedPool):
    """Workers of a backend that is known only through joblib's interface.

    The interface has no way to keep data on a worker, so a shared value is sent with
    every task. A worker unpickles it once.
    """

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self.n_workers = backend.n_workers
        backend.start()
        backend.give_up_place()

    def share(self, value: Any) -> tuple[str, bytes]:
        return uuid.uuid4().hex, dumps(value)

    def _start(self, job: Job) -> None:
        # joblib wraps the task, so that parallel calls in it use the right backend.
        self._backend.submit(partial(_run, job.handle, job.call), job.done)

    def close(self, *, abort: bool = False) -> None:
        self._backend.close(abort=abort)


def _run(handle: tuple[str, bytes], call: bytes) -> Outcome:
    return run_pickled(unpickle_once(*handle), call)
