"""What joblib's configuration says about where work runs, and how to hand it over.

`joblib.Parallel` resolves `n_jobs`, `parallel_config` and the nesting of parallel
calls. Its own loop pulls tasks ahead of need and ends with the first dead worker, so
only the resolved backend is taken from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import joblib
from joblib._parallel_backends import (
    LokyBackend,
    MultiprocessingBackend,
    SequentialBackend,
    ThreadingBackend,
)


class Backend:
    """A joblib backend, configured for one search.

    Parameters
    ----------
    n_jobs : int or None
        As in :class:`joblib.Parallel`: None leaves it to `joblib.parallel_config`.

    Attributes
    ----------
    n_workers : int
        How many tasks can run at once.
    kind : str
        "sequential", "threading", "loky", "dask", or "other".
    """

    def __init__(self, n_jobs: int | None) -> None:
        self._parallel = parallel = joblib.Parallel(n_jobs=n_jobs)
        if type(parallel._backend) is MultiprocessingBackend:
            # fork copies locks and threads in whatever state they are in, and pickles
            # tasks without cloudpickle; loky does what users want from it.
            parallel._backend = LokyBackend(
                nesting_level=parallel._backend.nesting_level
            )
        self.n_workers: int = parallel._initialize_backend()
        self._backend = parallel._backend
        self.kind = _kind(self._backend)

    @property
    def nested(self) -> Any:
        """What parallel calls inside a task use; goes to `nested_parallelism`."""
        return self._backend.get_nested_backend()

    @property
    def executor(self) -> Any:
        """The loky executor behind a "loky" backend."""
        return self._backend._workers

    @property
    def client(self) -> Any:
        """The client behind a "dask" backend."""
        return self._backend.client

    @property
    def temp_folder(self) -> str | None:
        """The folder that `joblib.parallel_config` names for large arrays."""
        folder: str | None = self._parallel._backend_kwargs.get("temp_folder")
        return folder

    @property
    def memmap(self) -> tuple[float, str]:
        """(bytes from which an array is memory mapped, mode of the mapping)."""
        settings = self._parallel._backend_kwargs
        size, mode = settings.get("max_nbytes"), settings.get("mmap_mode")
        if size is None or mode is None:
            return float("inf"), "r"
        return float(size), mode

    def start(self) -> None:
        """Begin a call; some backends start their collector here."""
        if hasattr(self._backend, "start_call"):
            self._backend.start_call()

    def submit(self, task: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Run `task` on a backend of kind "other"; `done` gets what `result` takes."""
        calls = joblib.parallel.BatchedCalls([(task, (), {})], self.nested)
        self._backend.submit(calls, callback=done)

    def result(self, out: Any) -> Any:
        """The value of a task, or its exception raised."""
        (value,) = self._backend.retrieve_result_callback(out)
        return value

    def close(self, *, abort: bool) -> None:
        """Give the workers back; with `abort` what they are doing is stopped."""
        if abort:
            self._backend.abort_everything(ensure_ready=False)
        else:
            if hasattr(self._backend, "stop_call"):
                self._backend.stop_call()
            self._backend.terminate()


def _kind(backend: Any) -> str:
    for kind, known in (
        ("sequential", SequentialBackend),
        ("loky", LokyBackend),
        ("threading", ThreadingBackend),
    ):
        if isinstance(backend, known):
            return kind
    # Asked by name, since importing the class would import dask.
    if type(backend).__name__ == "DaskDistributedBackend":
        return "dask"
    return "other"


@contextmanager
def nested_parallelism(nested: Any) -> Iterator[None]:
    """Run the block as joblib runs a task: parallel calls inside it use `nested`."""
    if nested is None:
        context: Any = nullcontext()
    elif isinstance(nested, str):
        context = joblib.parallel_config(backend=nested)
    else:
        backend, n_jobs = nested
        context = joblib.parallel_config(backend=backend, n_jobs=n_jobs)
    with context:
        yield
