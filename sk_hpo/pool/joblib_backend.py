"""Tasks run on any other backend that is registered with joblib."""

from __future__ import annotations

import pickle
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool.pool import Task
from sk_hpo.pool.queued import QueuedPool
from sk_hpo.pool.remote import Reply, run
from sk_hpo.pool.shipping import dumps


class JoblibPool(QueuedPool):
    """Workers known only by the interface that joblib asks of a backend.

    It has no way to place data with a worker, so what is shared travels with every
    task; a worker reads it once.
    """

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self.n_workers = backend.n_workers
        backend.start()
        backend.give_up_place()

    def share(self, value: Any) -> Letter:
        return Letter(uuid.uuid4().hex, dumps(value))

    def _start(
        self,
        task: Task,
        handle: Letter,
        args: tuple[Any, ...],
        done: Callable[[Callable[[], Reply]], None],
        limit: float | None,
    ) -> None:
        self._backend.submit(
            _Call(handle, dumps((task, args))),
            done,
        )

    def close(self, *, abort: bool = False) -> None:
        self._backend.close(abort=abort)


@dataclass(frozen=True, slots=True)
class Letter:
    """The handle of an object that travels with it."""

    key: str
    body: bytes

    def open(self) -> Any:
        """The object; the same one at consecutive calls in a process."""
        value = _opened.get(self.key, _opened)
        if value is _opened:
            value = pickle.loads(self.body)
            _opened.clear()
            _opened[self.key] = value
        return value


_opened: dict[str, Any] = {}  # the last one only


@dataclass(frozen=True, slots=True)
class _Call:
    handle: Letter
    payload: bytes

    def __call__(self) -> Reply:
        task, args = pickle.loads(self.payload)
        # joblib's own wrapper of a task has set what nested calls use.
        return run(task, self.handle.open(), args, None)
