"""Tasks run on a dask cluster."""

from __future__ import annotations

import asyncio
import concurrent.futures
import pickle
import uuid
import warnings
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool.interrupts import held_interrupts
from sk_hpo.pool.pool import Loss, Outcome, Task
from sk_hpo.pool.queued import QueuedPool, Waiting
from sk_hpo.pool.remote import Reply, run
from sk_hpo.pool.shipping import dumps

# Seconds between two looks at which workers there are.
LOOK = 1.0
# Which of them it is depends on the version of dask.
_CANCELLED = (asyncio.CancelledError, concurrent.futures.CancelledError)
_GONE = (
    "the connection to dask's scheduler is lost, or the cluster was closed; with "
    "`checkpoint` the same search goes on where it stopped, on any other cluster"
)


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

    A worker that joins while the pool is open gets tasks as well, and one that is gone
    gets none, which holds for one that dask has replaced as for a cluster that adapts.
    """

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._client = backend.client
        threads = self._client.ncores()
        if not threads:
            raise RuntimeError("the dask cluster has no workers")
        # Under one lock, since both this thread and dask's use them: how many threads a
        # worker has, those that are free, and those that are free or have our tasks.
        self._threads: dict[str, int] = {}
        self._free: deque[str] = deque()
        self._places: Counter[str] = Counter()
        self._lacks_places = False  # those of workers that may be gone
        self._waiting: deque[Waiting] = deque()
        self._sent: set[Any] = set()
        self._lock = Lock()
        self._shared: list[_Shared] = []
        self._know(threads)
        self._watch = self._start_to_look()
        backend.give_up_place()

    def _start_to_look(self) -> Any:
        from tornado.ioloop import PeriodicCallback

        watch = PeriodicCallback(self._look, 1e3 * LOOK)
        self._client.loop.add_callback(watch.start)
        return watch

    async def _look(self) -> None:
        """Take notice of workers that have come or gone."""
        if self._client.status != "running":
            return
        with suppress(OSError):  # that the scheduler is gone is told by the tasks
            threads = await self._client.nthreads(asynchronous=True)
            if threads != self._threads or self._lacks_places:
                self._know(threads)
                self._wake()

    def _know(self, threads: dict[str, int]) -> None:
        with self._lock:
            self._threads, self._lacks_places = threads, False
            self._one_thread = max(threads.values(), default=1) == 1
            # Never none: tasks that have been submitted wait for workers to come.
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
            for shared in self._shared:  # the copies that were on workers that are gone
                shared.forget_all_but(threads)

    def share(self, value: Any) -> _Shared:
        with warnings.catch_warnings():
            # dask advises to scatter large data, which ties it to one worker's life.
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
        """Hand a call to the scheduler, to be run by that worker if it is there."""
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

    def _start(
        self,
        task: Task,
        handle: _Shared,
        args: tuple[Any, ...],
        done: Callable[[Callable[[], Reply]], None],
        limit: float | None,
    ) -> None:
        waiting = Waiting(handle, dumps((task, args)), done)
        with self._lock:
            self._waiting.append(waiting)
        self._send()

    def _send(self) -> None:
        """Give every free thread a task, while there are any."""
        # Errors of what is shared are of workers that died, with which these have
        # nothing to do. Not under the lock: it waits for dask's thread, which takes it.
        for shared in list(self._shared):
            if shared.body.status == "error":
                shared.body.retry()
        with self._lock:
            while self._waiting and self._free:
                worker = self._free.popleft()
                waiting = self._waiting.popleft()
                try:
                    value = self._value_on(worker, waiting.handle)
                    future = self._submit(
                        "task", _run_task, value, waiting.payload, worker=worker
                    )
                except Exception as error:  # noqa: BLE001  the coordinator's
                    # In a thread of dask's nobody would hear of it, and wait for ever.
                    self._free.append(worker)
                    waiting.done(partial(_raise, error))
                    continue
                self._sent.add(future)
                future.add_done_callback(partial(self._has_ended, worker))
                self._client.loop.add_callback(self._fetch, future, waiting.done)

    def _has_ended(self, worker: str, future: Any) -> None:
        # In a thread of dask's, without waiting for the result to be fetched.
        with self._lock:
            if self._places[worker] > self._threads.get(worker, 0):
                self._places[worker] -= 1
            elif future.status == "error":
                # Its worker is gone, most likely. Another task sent there would come to
                # be with one of another worker, whose death would be that of both.
                self._places[worker] -= 1
                self._lacks_places = True
            else:
                self._free.append(worker)
        self._send()

    def next_done(self, timeout: float | None = None) -> Outcome | None:
        outcome = super().next_done(timeout)
        if outcome is None:
            self._send()  # there may be new workers, and tasks that wait for them
        return outcome

    async def _fetch(
        self, future: Any, done: Callable[[Callable[[], Reply]], None]
    ) -> None:
        """Report a reply when it has come; a result that is lost is computed again.

        dask's own `as_completed` never tells of a task whose result is lost and then
        can't be computed again.
        """
        try:
            reply = await self._client.gather(future, asynchronous=True)
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001  the coordinator's
            done(partial(self._lost, future.key, error))
        else:
            done(lambda: reply)
        # A failed one would stay: the client knows its error, whose traceback holds it.
        # After `_has_ended`, in the one thread that dask has for such calls: one that
        # has been released does not say any more whether it failed.
        future.add_done_callback(lambda ended: ended.release())
        with self._lock:
            self._sent.discard(future)

    def _lost(self, key: str, error: BaseException) -> Reply:
        """Why the workers of a task were lost; raises what else kept it from running.

        dask has run it again until so many workers had died; with several tasks a
        worker, it may have been of any.
        """
        from distributed import KilledWorker

        if isinstance(error, _CANCELLED):
            raise RuntimeError(_GONE) from error
        if not isinstance(error, KilledWorker):
            raise error
        cause = "the dask workers that ran it died"
        if error.task != key:  # of reading the data, in the company of others
            return Reply([], None, 0.0, Loss(cause, "unknown"))
        deaths = 1 + error.allowed_failures if self._one_thread else 1
        return Reply([], None, 0.0, Loss(cause, "task", deaths=deaths))

    def close(self, *, abort: bool = False) -> None:
        with held_interrupts():
            self._client.loop.add_callback(self._watch.stop)
            with self._lock:
                self._waiting.clear()
                kept = [future for shared in self._shared for future in shared.futures]
                sent = list(self._sent)
                self._sent.clear()
                self._shared.clear()
            if self._client.status == "running":  # or the cluster has forgotten us
                self._client.cancel(sent, force=abort)
                # Not merely dropped: the caller may still hold a handle, or an error
                # whose traceback does, and the data must not stay for that. And not
                # cancelled: with what was made of them that has failed, dask's
                # scheduler stumbles, and hears this client no more.
                for future in kept:
                    future.release()
            self._backend.take_back_place()


@dataclass(frozen=True, slots=True)
class _Shared:
    """The handle of an object: its pickle, and the object read by each worker."""

    body: Any
    read: dict[str, Any] = field(default_factory=dict)

    def forget_all_but(self, workers: Iterable[str]) -> None:
        """Let go of what others have read: dask would have it read again elsewhere."""
        for worker in self.read.keys() - set(workers):
            del self.read[worker]

    @property
    def futures(self) -> list[Any]:
        """All that the cluster holds of it."""
        return [self.body, *self.read.values()]


def _raise(error: Exception) -> Reply:
    raise error


def _run_task(value: Any, payload: bytes) -> Reply:
    task, args = pickle.loads(payload)
    # As in joblib's own dask backend, parallel calls in a task go to the cluster too.
    return run(task, value, args, "dask")
