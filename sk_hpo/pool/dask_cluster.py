"""Tasks run on a dask cluster."""

from __future__ import annotations

import pickle
import uuid
import warnings
from asyncio import CancelledError
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool.interrupts import held_interrupts
from sk_hpo.pool.pool import Loss, Task
from sk_hpo.pool.queued import QueuedPool
from sk_hpo.pool.remote import Reply, run
from sk_hpo.pool.shipping import dumps


class DaskPool(QueuedPool):
    """Workers are the threads of a cluster's workers.

    What is shared is itself the result of tasks: the scheduler has it computed again if
    the worker that holds it is lost, which data scattered to a worker is not. One task
    brings the pickle to the cluster, and one a worker reads it there: dask's memory
    manager throws out copies of one result that are not in use for a moment, and would
    have them sent again and again.

    Tasks wait here until a thread is free, and go to its worker. dask would hand them
    out at once, and those behind a long one would be stuck: it takes them away again
    only if tasks of their name take more than a few milliseconds on average.
    """

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._client = backend.client
        self.n_workers = backend.n_workers
        threads = self._client.ncores()
        if not threads:
            raise RuntimeError("the dask cluster has no workers")
        self._one_thread = max(threads.values()) == 1
        self._free = deque(worker for worker in threads for _ in range(threads[worker]))
        self._waiting: deque[_Waiting] = deque()
        self._lock = Lock()  # of what both this thread and dask's use
        self._sent: set[Any] = set()
        self._shared: list[_Shared] = []
        backend.give_up_place()

    def share(self, value: Any) -> _Shared:
        with warnings.catch_warnings():
            # dask advises to scatter large data, which ties it to one worker's life.
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            shared = _Shared(
                self._client.submit(
                    bytes, dumps(value), key=f"sk_hpo-shared-{uuid.uuid4().hex}"
                )
            )
        self._shared.append(shared)
        return shared

    def _value_on(self, worker: str, shared: _Shared) -> Any:
        # An error here is of workers that died, with which these have nothing to do.
        if shared.body.status == "error":
            shared.body.retry()
        known = shared.read.get(worker)
        if known is None or known.status == "error":
            shared.read[worker] = self._client.submit(
                pickle.loads,
                shared.body,
                key=f"sk_hpo-read-{uuid.uuid4().hex}",
                workers=[worker],
                allow_other_workers=True,
            )
        return shared.read[worker]

    def _start(
        self,
        task: Task,
        handle: _Shared,
        args: tuple[Any, ...],
        done: Callable[[Callable[[], Reply]], None],
        limit: float | None,
    ) -> None:
        waiting = _Waiting(handle, dumps((task, args)), done)
        with self._lock:
            self._waiting.append(waiting)
        self._send()

    def _send(self) -> None:
        """Give every free thread a task, while there are any."""
        with self._lock:
            while self._waiting and self._free:
                worker = self._free.popleft()
                waiting = self._waiting.popleft()
                future = self._client.submit(
                    _run_task,
                    self._value_on(worker, waiting.handle),
                    waiting.payload,
                    key=f"sk_hpo-task-{uuid.uuid4().hex}",
                    workers=[worker],
                    allow_other_workers=True,  # should this one be gone
                )
                self._sent.add(future)
                future.add_done_callback(partial(self._has_ended, worker))
                self._client.loop.add_callback(self._fetch, future, waiting.done)

    def _has_ended(self, worker: str, future: Any) -> None:
        # In a thread of dask's, without waiting for the result to be fetched.
        with self._lock:
            self._free.append(worker)
        self._send()

    async def _fetch(
        self, future: Any, done: Callable[[Callable[[], Reply]], None]
    ) -> None:
        """Report a reply when it has come; a result that is lost is computed again.

        dask's own `as_completed` never tells of a task whose result is lost and then
        can't be computed again.
        """
        try:
            reply = await self._client.gather(future, asynchronous=True)
        except (Exception, CancelledError) as error:  # noqa: BLE001  the coordinator's
            done(partial(self._lost, future.key, error))
        else:
            done(lambda: reply)
        with self._lock:
            self._sent.discard(future)

    def _lost(self, key: str, error: BaseException) -> Reply:
        """Why the workers of a task were lost; raises what else kept it from running.

        dask has run it again until so many workers had died; with several tasks a
        worker, it may have been of any.
        """
        from distributed import KilledWorker

        if not isinstance(error, KilledWorker):
            raise error
        cause = "the dask workers that ran it died"
        if error.task != key:  # of reading the data, in the company of others
            return Reply([], None, 0.0, Loss(cause, "unknown"))
        deaths = 1 + error.allowed_failures if self._one_thread else 1
        return Reply([], None, 0.0, Loss(cause, "task", deaths=deaths))

    def close(self, *, abort: bool = False) -> None:
        with held_interrupts():
            with self._lock:
                self._waiting.clear()
                # Cancelled, not merely dropped: the caller may still hold a handle, or
                # an error whose traceback does, and the data must not stay for that.
                kept = [future for shared in self._shared for future in shared.futures]
                sent = list(self._sent)
                self._sent.clear()
                self._shared.clear()
            self._client.cancel([*sent, *kept], force=abort)
            self._backend.take_back_place()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A task for which no thread is free yet."""

    handle: _Shared
    payload: bytes
    done: Callable[[Callable[[], Reply]], None]


@dataclass(frozen=True, slots=True)
class _Shared:
    """The handle of an object: its pickle, and the object read by each worker."""

    body: Any
    read: dict[str, Any] = field(default_factory=dict)

    @property
    def futures(self) -> list[Any]:
        """All that the cluster holds of it."""
        return [self.body, *self.read.values()]


def _run_task(value: Any, payload: bytes) -> Reply:
    task, args = pickle.loads(payload)
    # As in joblib's own dask backend, parallel calls in a task go to the cluster too.
    return run(task, value, args, "dask")
