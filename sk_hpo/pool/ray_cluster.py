"""Tasks run on a ray cluster."""

from __future__ import annotations

import pickle
import time
import uuid
from collections import deque
from functools import partial
from threading import Lock
from typing import Any

import numpy as np

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool.held_interrupts import held_interrupts
from sk_hpo.pool.queued_pool import QueuedPool
from sk_hpo.pool.serialization import dumps, split, unpickle_once
from sk_hpo.pool.task import Done, Job, Outcome, WorkerLoss, run_pickled

# Arrays of at least so many bytes are in ray's store, read-only and once for all
# processes of a machine. Smaller arrays are copied.
LARGE = 2**20
# Seconds between two checks that ray is connected.
POLL_SECONDS = 5.0
# Options in `ray_remote_args` that ray accepts for actors only.
OF_ACTORS = {"lifetime", "name", "namespace", "get_if_exists", "concurrency_groups"}


class RayPool(QueuedPool):
    """Workers are ray's processes, each with one task at a time.

    ray's own backend for joblib has a fixed set of actors, and keeps sending tasks to
    actors that have died. This pool uses plain tasks. Any process may run them, and ray
    reports how each of them ended.
    """

    def __init__(self, backend: Backend) -> None:
        import ray

        super().__init__()
        self.n_workers = backend.n_workers
        self.nested = backend.nested
        self._ray = ray
        self._connection = _connection(ray)
        # Options `max_...` set retries, but the engine decides about lost tasks.
        options = {
            name: value
            for name, value in backend.ray_options.items()
            if name not in OF_ACTORS and not name.startswith("max_")
        }
        self._remote = ray.remote(**options, max_retries=0)(_run_task)
        # Under one lock, because both this thread and ray's use them.
        self._lock = Lock()
        self._free = self.n_workers
        self._waiting: deque[Job] = deque()
        self._sent: set[Any] = set()

    def share(self, value: Any) -> tuple[str, Any]:
        body, buffers = split(value, LARGE)
        # As arrays, because ray maps arrays but copies bytes.
        raw: list[Any] = [body, *(buffer.raw() for buffer in buffers)]
        parts = self._ray.put([np.frombuffer(one, np.uint8) for one in raw])
        return uuid.uuid4().hex, parts

    def _start(self, job: Job) -> None:
        self._check_ray()
        with self._lock:
            self._waiting.append(job)
        self._send()

    def _send(self) -> None:
        """Send waiting tasks to free workers."""
        while True:
            with self._lock:
                if not (self._waiting and self._free):
                    return
                self._free -= 1
                job = self._waiting.popleft()
                try:
                    self._check_ray()
                    sent = self._remote.remote(*job.handle, job.call)
                except Exception as error:  # noqa: BLE001  the coordinator raises it
                    # If it were raised in ray's thread, it would be lost, and the
                    # coordinator would wait for ever.
                    self._free += 1
                    job.done(partial(self._lost, error))
                    continue
                self._sent.add(sent)
            # Not under the lock, which the callback takes. If the task has ended
            # already, the callback runs in this thread.
            ended = partial(self._has_ended, sent, job.done)
            sent.future().add_done_callback(ended)

    def _has_ended(self, sent: Any, done: Done, future: Any) -> None:
        # This runs in a thread of ray.
        error = future.exception()
        if error is None:
            done(partial(pickle.loads, future.result()))
        else:
            done(partial(self._lost, error))
        with self._lock:
            self._sent.discard(sent)
            self._free += 1
        self._send()

    def _check_ray(self) -> None:
        """Raise an error if ray was shut down. A call would restart it without data."""
        if not self._is_connected():
            raise RuntimeError(
                "ray has been shut down; with `checkpoint` the same search "
                "continues where it stopped, on any other cluster"
            )

    def _is_connected(self) -> bool:
        # A call while another thread shuts ray down starts it again.
        ray = self._ray
        return ray.is_initialized() and _connection(ray) == self._connection

    def next_done(self, timeout: float | None = None) -> Outcome | None:
        end = float("inf") if timeout is None else time.monotonic() + timeout
        while True:
            left = max(0.0, end - time.monotonic())
            outcome = super().next_done(min(left, POLL_SECONDS))
            if outcome is not None or left <= POLL_SECONDS:
                return outcome
            self._check_ray()

    def _lost(self, error: BaseException) -> Outcome:
        """Return an outcome with the loss of a task's worker; raise any other error."""
        errors = self._ray.exceptions
        if isinstance(error, errors.OutOfMemoryError):
            cause = "ray killed its worker, since the machine ran out of memory"
        elif isinstance(error, errors.NodeDiedError):  # with all tasks that ran there
            return Outcome([], loss=WorkerLoss("its ray node died", "unknown"))
        elif isinstance(error, errors.WorkerCrashedError):
            cause = "the ray worker that ran it died"
        else:
            raise error
        return Outcome([], loss=WorkerLoss(cause, "task"))

    def close(self, *, abort: bool = False) -> None:
        with held_interrupts():
            with self._lock:
                self._waiting.clear()
                sent = list(self._sent)
            for one in sent if abort and self._is_connected() else ():
                self._ray.cancel(one, force=True)


def _connection(ray: Any) -> tuple[str, str]:
    """Return what identifies a connection to ray, to detect a new connection."""
    context = ray.get_runtime_context()
    return context.get_job_id(), context.get_node_id()


def _run_task(key: str, parts: list[Any], call: bytes) -> bytes:
    body, *buffers = parts
    return dumps(run_pickled(unpickle_once(key, body, buffers), call))
