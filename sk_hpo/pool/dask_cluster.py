"""Tasks run on a dask cluster."""

from __future__ import annotations

import pickle
import uuid
import warnings
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from threading import Condition
from typing import Any

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool.pool import Outcome, Pool, Task
from sk_hpo.pool.remote import Reply, run
from sk_hpo.pool.shipping import dumps


class DaskPool(Pool):
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
        from distributed import as_completed

        self._backend = backend
        self._client = backend.client
        self.n_workers = backend.n_workers
        self._completed = as_completed(
            loop=self._client.loop, with_results=True, raise_errors=False
        )
        threads = self._client.ncores()
        if not threads:
            raise RuntimeError("the dask cluster has no workers")
        self._free = deque(worker for worker in threads for _ in range(threads[worker]))
        self._waiting: deque[tuple[int, _Shared, bytes]] = deque()
        # Guards both, and tells of tasks that have been sent.
        self._sent = Condition()
        self._tickets: dict[Any, int] = {}
        self._shared: list[_Shared] = []
        self._submitted = 0
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
        if worker not in shared.read:
            shared.read[worker] = self._client.submit(
                pickle.loads,
                shared.body,
                key=f"sk_hpo-read-{uuid.uuid4().hex}",
                workers=[worker],
                allow_other_workers=True,
            )
        return shared.read[worker]

    def submit(self, task: Task, handle: _Shared, *args: Any) -> int:
        payload = dumps((task, args))
        self._submitted += 1
        self.running += 1
        with self._sent:
            self._waiting.append((self._submitted, handle, payload))
        self._send()
        return self._submitted

    def _send(self) -> None:
        """Give every free thread a task, while there are any."""
        with self._sent:
            while self._waiting and self._free:
                worker = self._free.popleft()
                ticket, handle, payload = self._waiting.popleft()
                future = self._client.submit(
                    _run_task,
                    self._value_on(worker, handle),
                    payload,
                    key=f"sk_hpo-task-{uuid.uuid4().hex}",
                    workers=[worker],
                    allow_other_workers=True,  # should this one be gone
                )
                self._tickets[future] = ticket
                self._completed.add(future)
                future.add_done_callback(partial(self._has_ended, worker))
            self._sent.notify_all()

    def _has_ended(self, worker: str, future: Any) -> None:
        # In a thread of dask's, without waiting for the result to be fetched.
        with self._sent:
            self._free.append(worker)
        self._send()

    def next_done(self) -> Outcome:
        with self._sent:
            # When all that was sent has been taken the next is about to be sent.
            self._sent.wait_for(lambda: not self._completed.is_empty())
        return self._outcome(*next(self._completed))

    def done_now(self) -> list[Outcome]:
        # Those whose results have been fetched; others are not waited for.
        ended = self._completed.next_batch(block=False)
        return [self._outcome(*one) for one in ended if one[0].status == "finished"]

    def _outcome(self, future: Any, result: Any) -> Outcome:
        self.running -= 1
        ticket = self._tickets.pop(future)
        if future.status != "finished":
            future.result()  # raises what kept the task from running
        reply: Reply = result
        return reply.outcome(ticket)

    def close(self, *, abort: bool = False) -> None:
        with self._sent:
            self._waiting.clear()
            # Cancelled, not merely dropped: the caller may still hold a handle, or an
            # error whose traceback does, and the data must not stay there for that.
            kept = [future for shared in self._shared for future in shared.futures]
            self._client.cancel([*self._tickets, *kept], force=abort)
            self._tickets.clear()
            self._shared.clear()
        self._completed.clear()
        self._backend.take_back_place()


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
