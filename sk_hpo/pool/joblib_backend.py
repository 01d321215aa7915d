"""Tasks run on any other backend that is registered with joblib."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool.job import Job, Reply, run_pickled
from sk_hpo.pool.queued_pool import QueuedPool
from sk_hpo.pool.serialization import dumps, unpickle_once


class JoblibPool(QueuedPool):
    """Workers of a backend that is known only through joblib's interface.

    The interface has no way to keep data on a worker, so what is shared is sent with
    every task. A worker unpickles it once.
    """

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self.n_workers = backend.n_workers
        backend.start()
        backend.give_up_place()

    def share(self, value: Any) -> SharedPickle:
        return SharedPickle(uuid.uuid4().hex, dumps(value))

    def _start(self, job: Job) -> None:
        # joblib's wrapper of a task sets what nested calls use.
        self._backend.submit(partial(_run, job.handle, job.call), job.done)

    def close(self, *, abort: bool = False) -> None:
        self._backend.close(abort=abort)


@dataclass(frozen=True, slots=True)
class SharedPickle:
    """The handle of a shared object, with its pickle."""

    key: str
    body: bytes


def _run(handle: SharedPickle, call: bytes) -> Reply:
    return run_pickled(unpickle_once(handle.key, handle.body), call)
