"""Tasks run on a dask cluster."""

from __future__ import annotations

import pickle
import uuid
import warnings
from typing import Any

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool.pool import Outcome, Pool, Task
from sk_hpo.pool.remote import Reply, run
from sk_hpo.pool.shipping import dumps


class DaskPool(Pool):
    """Workers are the threads of a cluster's workers.

    What is shared is the result of a task itself: the scheduler has it computed again
    if the worker that holds it is lost, which data scattered to a worker is not.
    """

    def __init__(self, backend: Backend) -> None:
        from distributed import as_completed

        self._backend = backend
        self._client = backend.client
        self.n_workers = backend.n_workers
        self._completed = as_completed(
            loop=self._client.loop, with_results=True, raise_errors=False
        )
        self._tickets: dict[Any, int] = {}
        self._submitted = 0

    def share(self, value: Any) -> Any:
        with warnings.catch_warnings():
            # dask advises to scatter large data, which ties it to one worker's life.
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            return self._client.submit(
                pickle.loads,
                dumps(value, [], float("inf")),
                key=f"sk_hpo-shared-{uuid.uuid4().hex}",
            )

    def submit(self, task: Task, handle: Any, *args: Any) -> int:
        self._submitted += 1
        future = self._client.submit(
            _run_task,
            handle,
            dumps((task, args), [], float("inf")),
            key=f"sk_hpo-task-{uuid.uuid4().hex}",
        )
        self._tickets[future] = self._submitted
        self._completed.add(future)
        self.running += 1
        return self._submitted

    def next_done(self) -> Outcome:
        future, result = next(self._completed)
        self.running -= 1
        ticket = self._tickets.pop(future)
        if future.status != "finished":
            future.result()  # raises what kept the task from running
        reply: Reply = result
        return reply.outcome(ticket)

    def close(self, *, abort: bool = False) -> None:
        self._client.cancel(list(self._tickets), force=abort)
        self._tickets.clear()
        self._completed.clear()


def _run_task(value: Any, payload: bytes) -> Reply:
    task, args = pickle.loads(payload)
    # As in joblib's own dask backend, parallel calls in a task go to the cluster too.
    return run(task, value, args, "dask")
