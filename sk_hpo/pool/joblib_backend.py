"""Tasks run on any other backend that is registered with joblib."""

from __future__ import annotations

import pickle
import uuid
from dataclasses import dataclass
from typing import Any

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool.pool import Task
from sk_hpo.pool.queued import QueuedPool
from sk_hpo.pool.remote import Done, Reply, run
from sk_hpo.pool.shipping import dumps


class JoblibPool(QueuedPool):
    """Workers of a backend of which only joblib's interface is known.

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

    def _start(
        self,
        task: Task,
        handle: SharedPickle,
        args: tuple[Any, ...],
        done: Done,
        limit: float | None,
    ) -> None:
        self._backend.submit(_Call(handle, dumps((task, args))), done)

    def close(self, *, abort: bool = False) -> None:
        self._backend.close(abort=abort)


@dataclass(frozen=True, slots=True)
class SharedPickle:
    """The handle of a shared object, with its pickle."""

    key: str
    body: bytes

    def open(self) -> Any:
        """Return the object; consecutive calls in a process return the same one."""
        value = _opened.get(self.key, _opened)
        if value is _opened:
            value = pickle.loads(self.body)
            _opened.clear()
            _opened[self.key] = value
        return value


_opened: dict[str, Any] = {}  # the latest object only


@dataclass(frozen=True, slots=True)
class _Call:
    handle: SharedPickle
    payload: bytes

    def __call__(self) -> Reply:
        task, args = pickle.loads(self.payload)
        # joblib's wrapper of the task has set the backend of nested calls.
        return run(task, self.handle.open(), args, None)
