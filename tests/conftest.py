"""Fixtures that more than one directory needs."""

import pytest


@pytest.fixture(scope="session")
def dask_client():
    """The client of a real cluster: two processes with one thread each."""
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0"
    )
    with cluster, distributed.Client(cluster) as client:
        yield client
