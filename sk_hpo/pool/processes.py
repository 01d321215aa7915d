"""Tasks run in loky's processes, the ones that joblib itself uses."""

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
from sk_hpo.pool.pool import Task
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
    """Workers are the processes of joblib's reusable executor.

    So they are warm when joblib has been at work before, and stay for its next call.
    """

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self.n_workers = backend.n_workers
        self._folder: str | None = None
        self._parcels = 0
        self._heavy = False

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
    ) -> None:
        # Pickled here and not by the executor, whose pickler would map large arrays
        # to a folder that belongs to whichever call of joblib used it last.
        payload = dumps((task, args, self._backend.nested))
        future = self._backend.executor.submit(_run_payload, handle, payload)
        future.add_done_callback(lambda ended: done(ended.result))

    def close(self, *, abort: bool = False) -> None:
        executor = self._backend.executor
        self._backend.close(abort=abort)
        if self._folder is None:
            return
        remove_temporary_folder(self._folder)
        self._folder = None
        if self._heavy and not abort:
            # The workers stay, and so would the memory that they have mapped.
            with suppress(RuntimeError):  # shut down by another thread meanwhile
                n = 2 * self.n_workers
                wait([executor.submit(forget_gone, PAUSE) for _ in range(n)], PATIENCE)


def _run_payload(handle: Parcel, payload: bytes) -> Reply:
    task, args, nested = pickle.loads(payload)
    return run(task, handle.open(), args, nested)
