"""Tasks run in processes: the ones that joblib itself uses, or a crew of our own."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import wait
from contextlib import suppress
from pathlib import Path
from typing import Any

from sk_hpo._compat.joblib_memmapping import (
    make_temporary_folder,
    remove_temporary_folder,
)
from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo._compat.loky_process import LOST
from sk_hpo.pool.crew import Crew, Job
from sk_hpo.pool.interrupts import held_interrupts
from sk_hpo.pool.pool import Loss, Outcome, Task
from sk_hpo.pool.queued import QueuedPool
from sk_hpo.pool.remote import Reply, run
from sk_hpo.pool.shipping import Parcel, dumps, forget_gone, pack

# Seconds that a worker is kept from taking the task that is meant for another.
PAUSE = 0.005
# Seconds after which the workers have something else to do.
PATIENCE = 1.0
# Bytes of a file that is worth the trouble.
HEAVY = 2**20


class ProcessPool(QueuedPool):
    """Workers are the processes of joblib's reusable executor, as long as none dies.

    So they are warm when joblib has been at work before, and stay for its next call. A
    death there ends all that is running and does not tell whose it was: from then on a
    crew of our own does the work. With `own` it does from the start, since it alone can
    limit the time of an item.
    """

    def __init__(self, backend: Backend, *, own: bool = False) -> None:
        super().__init__()
        self._backend = backend
        self.n_workers = backend.n_workers
        self.can_limit = own
        self._crew: Crew | None = None
        self._folder: str | None = None
        self._parcels = 0
        self._heavy = False
        # In a process of its own a task is where the caller would be without workers.
        self._nested = backend.nested if backend.kind == "loky" else None
        if own:
            self._hire()

    def _hire(self) -> Crew:
        if self._crew is None:
            self._crew = Crew(self.n_workers, self._backend.environment)
        return self._crew

    def share(self, value: Any) -> Parcel:
        if self._folder is None:
            self._folder = make_temporary_folder(self._backend.temp_folder)
        self._parcels += 1
        large, mode = self._backend.memmap
        path = Path(self._folder) / f"{self._parcels}.parcel"
        # Modes that write through to the file would let one fit change the data of
        # the next; such arrays are copied when written to instead.
        parcel = pack(value, path, large=large, mode="r" if mode == "r" else "c")
        self._heavy |= path.stat().st_size > HEAVY
        return parcel

    def _start(
        self,
        task: Task,
        handle: Parcel,
        args: tuple[Any, ...],
        done: Callable[[Callable[[], Reply]], None],
        limit: float | None,
    ) -> None:
        # Pickled here and not by the executor, whose pickler would map large arrays
        # to a folder that belongs to whichever call of joblib used it last.
        payload = dumps((task, args, self._nested))
        if self._crew is None:
            # Ctrl-C amid a method of theirs can leave a lock taken for ever.
            with held_interrupts(), suppress(*LOST):
                future = self._backend.executor.submit(_run_payload, handle, payload)
                future.add_done_callback(lambda ended: done(lambda: _reply(ended)))
                return
        self._hire().submit(Job(pickle.dumps((handle, payload)), limit, done))

    def next_done(self, timeout: float | None = None) -> Outcome | None:
        outcome = super().next_done(timeout)
        if outcome is not None and outcome.loss is not None:
            self._hire()
        return outcome

    def close(self, *, abort: bool = False) -> None:
        with held_interrupts():
            executor = None
            if self._crew is not None:
                self._crew.close()
            elif self._backend.kind == "loky":
                executor = self._backend.executor
            self._backend.close(abort=abort)
            if self._folder is None:
                return
            remove_temporary_folder(self._folder)
            self._folder = None
            if executor is not None and self._heavy and not abort:
                # The workers stay, and so would the memory that they have mapped.
                with suppress(RuntimeError):  # shut down by another thread meanwhile
                    n = 2 * self.n_workers
                    rests = [executor.submit(forget_gone, PAUSE) for _ in range(n)]
                    wait(rests, PATIENCE)


def _run_payload(handle: Parcel, payload: bytes) -> Reply:
    task, args, nested = pickle.loads(payload)
    return run(task, handle.open(), args, nested)


def _reply(future: Any) -> Reply:
    try:
        reply: Reply = future.result()
    except LOST as error:
        cause = f"a worker process died: {type(error).__name__}"
        return Reply([], None, 0.0, Loss(cause, "unknown"))
    return reply
