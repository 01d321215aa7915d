"""Fixtures that more than one directory needs."""

import gc
import os
import warnings

import pytest

# Several processes run beside each other: with threads of their own, which wait
# busily, they would take twice the time. It is read when NumPy is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def dask_client():
    """The client of a real cluster: two processes with one thread each."""
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0"
    )
    with cluster, distributed.Client(cluster) as client:
        yield client


@pytest.fixture(scope="session")
def ray_cluster():
    """A real cluster of ray on this machine, with two processors."""
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield
    with warnings.catch_warnings():
        # It forgets its processes without having waited for them, here and now.
        warnings.filterwarnings("ignore", "subprocess .* running", ResourceWarning)
        ray.shutdown()
        gc.collect()
