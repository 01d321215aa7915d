"""The backend that joblib's configuration selects, and how to give it tasks.

`joblib.Parallel` resolves `n_jobs`, `parallel_config` and the nesting of parallel
calls. Its own loop takes tasks before they are needed and ends when a worker dies, so
only the resolved backend is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from queue import Empty
from typing import Any

import joblib
from joblib._parallel_backends import (
    LokyBackend,
    MultiprocessingBackend,
    SequentialBackend,
    ThreadingBackend,
)
from joblib._utils import eval_expr


def check_pre_dispatch(pre_dispatch: Any, n_jobs: int) -> None:
    """Raise if joblib would reject `pre_dispatch`; the message names the argument."""
    if n_jobs == 1 or not isinstance(pre_dispatch, str) or pre_dispatch == "all":
        return
    try:
        eval_expr(pre_dispatch.replace("n_jobs", str(n_jobs)))
    except ValueError as error:
        raise ValueError(f"pre_dispatch: {error}") from error


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
        "sequential", "threading", "loky", "dask", "ray", or "other".
    """

    def __init__(self, n_jobs: int | None) -> None:
        self._parallel = parallel = joblib.Parallel(n_jobs=n_jobs)
        if type(parallel._backend) is MultiprocessingBackend:
            # fork copies locks in whatever state they are in, and tasks are pickled
            # without cloudpickle. loky does what users expect of this backend.
            parallel._backend = LokyBackend(
                nesting_level=parallel._backend.nesting_level
            )
        if _kind(parallel._backend) == "ray" and parallel.n_jobs != 1:
            # Initialising it would start actors, which this package does not use.
            self.n_workers = _ray_workers(parallel)
        else:
            self.n_workers = parallel._initialize_backend()
        self._backend = parallel._backend
        self._place = ExitStack()
        self.kind = _kind(self._backend)

    @property
    def nested(self) -> Any:
        """What parallel calls inside a task use, for `nested_parallelism`."""
        return self._backend.get_nested_backend()

    @property
    def executor(self) -> Any:
        """The executor of a "loky" backend."""
        return self._backend._workers

    @property
    def environment(self) -> dict[str, str]:
        """Variables of a worker process: how many threads its libraries may use."""
        backend = self._backend if self.kind == "loky" else LokyBackend(nesting_level=0)
        return dict(backend._prepare_worker_env(n_jobs=self.n_workers))

    @property
    def client(self) -> Any:
        """The client of a "dask" backend."""
        return self._backend.client

    @property
    def ray_options(self) -> dict[str, Any]:
        """The options of a "ray" backend: the resources that a worker needs."""
        return dict(self._backend.ray_remote_args or {})

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
        """Begin a parallel call. Some backends start the collection of results here."""
        if hasattr(self._backend, "start_call"):
            self._backend.start_call()

    def give_up_place(self) -> None:
        """Let other tasks run in this worker's place, if this is a worker.

        Tasks of a cluster may wait for tasks of their own on the same cluster.
        Otherwise tasks that wait could occupy all workers.
        """
        self._place.enter_context(self._backend.retrieval_context())

    def take_back_place(self) -> None:
        """Undo `give_up_place`; `close` does it too."""
        self._place.close()

    def submit(
        self, task: Callable[[], Any], done: Callable[[Callable[[], Any]], None]
    ) -> None:
        """Run `task` on a backend of kind "other".

        `done` gets a function that returns its value or raises its exception.
        """
        backend = self._backend
        calls = joblib.parallel.BatchedCalls([(task, (), {})], self.nested)
        if backend.supports_retrieve_callback:
            get = backend.retrieve_result_callback
            backend.submit(calls, callback=lambda out: done(lambda: get(out)[0]))
            return
        # An older kind of backend finds the result by what `submit` returned. `done`'s
        # function is called after this method has returned, when that is known.
        job: list[Any] = []
        get = backend.retrieve_result
        job.append(
            backend.submit(calls, callback=lambda _: done(lambda: get(job[0])[0]))
        )

    def close(self, *, abort: bool) -> None:
        """Release the workers; with `abort` their running tasks are stopped."""
        if abort:
            if self.kind == "loky":
                _forget_queued(self.executor)
            self._backend.abort_everything(ensure_ready=False)
        if hasattr(self._backend, "stop_call"):
            self._backend.stop_call()
        self._backend.terminate()
        self.take_back_place()


def _forget_queued(executor: Any) -> None:
    """Remove the tasks that loky's manager thread has not passed on to workers yet.

    When it kills its workers, it drops all tasks. The numbers of those that it has not
    passed on would then raise a KeyError in its thread.
    """
    with suppress(Empty):
        while True:
            executor._work_ids.get_nowait()


def _kind(backend: Any) -> str:
    for kind, known in (
        ("sequential", SequentialBackend),
        ("loky", LokyBackend),
        ("threading", ThreadingBackend),
    ):
        if isinstance(backend, known):
            return kind
    # By name, since importing the classes would import dask and ray.
    by_name = {"DaskDistributedBackend": "dask", "RayBackend": "ray"}
    return by_name.get(type(backend).__name__, "other")


def _ray_workers(parallel: Any) -> int:
    """Return the number of workers; join or start a cluster if there is none."""
    import ray

    if not ray.is_initialized():
        ray.init()
    return int(parallel._backend.effective_n_jobs(parallel.n_jobs))


@contextmanager
def nested_parallelism(nested: Any) -> Iterator[None]:
    """Run the block like a task of joblib: parallel calls in it use `nested`."""
    if nested is None:
        context: Any = nullcontext()
    elif isinstance(nested, str):
        context = joblib.parallel_config(backend=nested)
    else:
        backend, n_jobs = nested
        context = joblib.parallel_config(backend=backend, n_jobs=n_jobs)
    with context:
        yield
