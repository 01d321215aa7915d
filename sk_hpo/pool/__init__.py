"""Where work runs: one kind of pool per file, chosen by joblib's configuration."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import current_process

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool.dask_cluster import DaskPool
from sk_hpo.pool.heartbeat import heartbeat
from sk_hpo.pool.in_process import InProcessPool
from sk_hpo.pool.joblib_backend import JoblibPool
from sk_hpo.pool.pool import Pool
from sk_hpo.pool.processes import ProcessPool
from sk_hpo.pool.ray_cluster import RayPool
from sk_hpo.pool.task import Outcome, Task, WorkerLoss
from sk_hpo.pool.threads import ThreadPool

__all__ = ["KINDS", "Outcome", "Pool", "Task", "WorkerLoss", "heartbeat", "open_pool"]

KINDS: dict[str, Callable[[Backend], Pool]] = {
    "sequential": InProcessPool,
    "threading": ThreadPool,
    "loky": ProcessPool,
    "dask": DaskPool,
    "ray": RayPool,
    "other": JoblibPool,
}


def open_pool(n_jobs: int | None, *, limited: bool = False) -> Pool:
    """Open the pool that joblib's configuration and `n_jobs` ask for.

    Parameters
    ----------
    n_jobs : int or None
        As in :class:`joblib.Parallel`. None is 1 unless `joblib.parallel_config` says
        something else.
    limited : bool
        Whether the pool should be able to limit the time of an item. If joblib is
        configured for processes or sequential work, tasks then run in processes that
        may be killed, even with one worker.
    """
    backend = Backend(n_jobs)
    # A daemonic process may not start processes.
    may_own = backend.kind in ("sequential", "loky") and not current_process().daemon
    if limited and may_own:
        return ProcessPool(backend, own=True)
    return KINDS[backend.kind](backend)
