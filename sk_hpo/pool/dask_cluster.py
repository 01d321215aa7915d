"""Tasks run on a dask cluster."""

from __future__ import annotations

import asyncio
import concurrent.futures
import pickle
import uuid
import warnings
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool.held_interrupts import held_interrupts
from sk_hpo.pool.queued_pool import QueuedPool
from sk_hpo.pool.serialization import dumps
from sk_hpo.pool.task import Done, Job, Outcome, WorkerLoss, raising, run_pickled

# Seconds between two checks of the list of workers.
POLL_SECONDS = 1.0
# The version of dask decides which of the two it raises.
_CANCELLED = (asyncio.CancelledError, concurrent.futures.CancelledError)
_GONE = (
    "the connection to dask's scheduler is lost, or the cluster was closed; with "
    "`checkpoint` the same search continues where it stopped, on any other cluster"
)


class DaskPool(QueuedPool):
    """Workers are the threads of a dask cluster's workers.

    A shared value is itself the result of tasks. If the worker that holds it dies, the
    scheduler computes it again, which it can't do for scattered data. One task sends
    the pickle to the cluster, and one task for each worker unpickles it there. Copies
    of a single result would not do: dask's memory manager drops copies that are unused
    for a moment, and sends them again and again.

    A task waits here until a thread is free, and is sent to the worker of that thread.
    dask would assign it at once and leave it waiting for a long task: it moves tasks
    only if those of their name take more than a few milliseconds on average.

    Workers that join the cluster while the pool is open get tasks too, and workers that
    have left get none, whether dask replaced them or the cluster adapted.
    """

    # As with joblib's dask backend, parallel calls in a task run on the cluster too.
    nested = "dask"

    def __init__(self, backend: Backend) -> None:
        from tornado.ioloop import PeriodicCallback

        super().__init__()
        self._backend = backend
        self._client = backend.client
        if backend.n_workers == 0:  # and joblib has been told not to wait
            raise RuntimeError(
                "the dask cluster has no workers: add some, or call "
                "client.wait_for_workers(1) before fit"
            )
        # There may be none now, while dask replaces those that have just died.
        threads = self._client.ncores()
        # Under one lock, because both this thread and dask's use them: the number of
        # threads of each worker; the workers of free threads; for each worker, the
        # number of its threads that are free or run our tasks.
        self._threads: dict[str, int] = {}
        self._free: deque[str] = deque()
        self._places: Counter[str] = Counter()
        self._lacks_places = False  # because workers may be gone
        self._waiting: deque[Job] = deque()
        self._sent: set[Any] = set()
        self._lock = Lock()
        self._shared: list[_Shared] = []
        self._set_threads(threads)
        self._poller = PeriodicCallback(self._poll_workers, 1e3 * POLL_SECONDS)
        self._client.loop.add_callback(self._poller.start)
        backend.give_up_place()

    async def _poll_workers(self) -> None:
        """Adapt to workers that have joined or left."""
        if self._client.status != "running":
            return
        with suppress(OSError):  # the tasks report that the scheduler is lost
            threads = await self._client.nthreads(asynchronous=True)
            if threads != self._threads or self._lacks_places:
                self._set_threads(threads)
                self._wake()

    def _set_threads(self, threads: dict[str, int]) -> None:
        with self._lock:
            self._threads, self._lacks_places = threads, False
            self._one_thread = max(threads.values(), default=1) == 1
            # At least one: submitted tasks wait for workers to join.
            self.n_workers = max(1, sum(threads.values()))
            kept: deque[str] = deque()
            for worker in self._free:
                if self._places[worker] > threads.get(worker, 0):
                    self._places[worker] -= 1
                else:
                    kept.append(worker)
            for worker, n in threads.items():
                new = max(0, n - self._places[worker])
                kept.extend([worker] * new)
                self._places[worker] += new
            self._free = kept
            # Release the copies of workers that are gone: dask would read them again.
            for shared in self._shared:
                for worker in shared.read.keys() - threads.keys():
                    del shared.read[worker]

    def share(self, value: Any) -> _Shared:
        with warnings.catch_warnings():
            # dask advises to scatter large data, which would be lost with its worker.
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            shared = _Shared(self._submit("shared", bytes, dumps(value)))
        with self._lock:
            self._shared.append(shared)
        return shared

    def _value_on(self, worker: str, shared: _Shared) -> Any:
        known = shared.read.get(worker)
        if known is None or known.status == "error":
            shared.read[worker] = self._submit(
                "read", pickle.loads, shared.body, worker=worker
            )
        return shared.read[worker]

    def _submit(self, name: str, *call: Any, worker: str | None = None) -> Any:
        """Submit a call to the scheduler, for `worker` if it is still there."""
        key = f"sk_hpo-{name}-{uuid.uuid4().hex}"
        place = {} if worker is None else {"workers": [worker]}
        try:
            return self._client.submit(
                *call, key=key, **place, allow_other_workers=worker is not None
            )
        except Exception as error:
            if self._client.status in ("closing", "closed"):
                raise RuntimeError(_GONE) from error
            raise

    def _start(self, job: Job) -> None:
        with self._lock:
            self._waiting.append(job)
        self._send()

    def _send(self) -> None:
        """Send waiting tasks to free threads."""
        # Shared values fail only if their workers die, so they are computed again. Not
        # under the lock, which dask's thread takes: `retry` waits for that thread.
        for shared in list(self._shared):
            if shared.body.status == "error":
                shared.body.retry()
        with self._lock:
            while self._waiting and self._free:
                worker = self._free.popleft()
                job = self._waiting.popleft()
                try:
                    value = self._value_on(worker, job.handle)
                    future = self._submit(
                        "task", run_pickled, value, job.call, worker=worker
                    )
                except Exception as error:  # noqa: BLE001  the coordinator raises it
                    # If it were raised in dask's thread, it would be lost, and the
                    # coordinator would wait for ever.
                    self._free.append(worker)
                    job.done(raising(error))
                    continue
                self._sent.add(future)
                future.add_done_callback(partial(self._has_ended, worker))
                self._client.loop.add_callback(self._fetch, future, job.done)

    def _has_ended(self, worker: str, future: Any) -> None:
        # This runs in a thread of dask, before the result has been fetched.
        with self._lock:
            if self._places[worker] > self._threads.get(worker, 0):
                self._places[worker] -= 1
            elif future.status == "error":
                # Its worker is probably gone. dask would send the next task for it to a
                # worker that already runs one, and one death would end both.
                self._places[worker] -= 1
                self._lacks_places = True
            else:
                self._free.append(worker)
        self._send()

    def next_done(self, timeout: float | None = None) -> Outcome | None:
        outcome = super().next_done(timeout)
        if outcome is None:
            self._send()  # there may be new workers
        return outcome

    async def _fetch(self, future: Any, done: Done) -> None:
        """Report the outcome of a task; dask computes a lost result again.

        dask's own `as_completed` never returns a task whose result was lost and can't
        be computed again.
        """
        try:
            outcome = await self._client.gather(future, asynchronous=True)
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001  reported
            done(partial(self._lost, future.key, error))
        else:
            done(lambda: outcome)
        # A failed future would never be freed: the client keeps its error, and the
        # traceback of that refers to the future. It is released after `_has_ended`, in
        # dask's thread for callbacks, since a released future does not say if it
        # failed.
        future.add_done_callback(lambda ended: ended.release())
        with self._lock:
            self._sent.discard(future)

    def _lost(self, key: str, error: BaseException) -> Outcome:
        """Return an outcome with the loss of a task's workers; raise any other error.

        dask has repeated the task until some number of workers had died. If workers run
        several tasks, any of these may be the cause.
        """
        from distributed import KilledWorker

        if isinstance(error, _CANCELLED):
            raise RuntimeError(_GONE) from error
        if not isinstance(error, KilledWorker):
            raise error
        cause = "the dask workers that ran it died"
        if error.task != key:  # while reading the data, with other tasks
            return Outcome([], loss=WorkerLoss(cause, "unknown"))
        deaths = 1 + error.allowed_failures if self._one_thread else 1
        return Outcome([], loss=WorkerLoss(cause, "task", deaths=deaths))

    def close(self, *, abort: bool = False) -> None:
        with held_interrupts():
            self._client.loop.add_callback(self._poller.stop)
            with self._lock:
                self._waiting.clear()
                kept = [
                    f for one in self._shared for f in (one.body, *one.read.values())
                ]
                sent = list(self._sent)
                self._sent.clear()
                self._shared.clear()
            # Without a connection the cluster has released everything.
            if self._client.status == "running":
                self._client.cancel(sent, force=abort)
                # To drop them is not enough: the caller may still have a handle, or an
                # error whose traceback has one. To cancel them breaks the scheduler's
                # connection to this client if tasks that depend on them have failed.
                for future in kept:
                    future.release()
            self._backend.take_back_place()


@dataclass(frozen=True, slots=True)
class _Shared:
    """The handle of an object: its pickle, and the object unpickled on each worker."""

    body: Any
    read: dict[str, Any] = field(default_factory=dict)
