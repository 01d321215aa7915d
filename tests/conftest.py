"""Fixtures that more than one directory needs."""

import gc
import os
import warnings

import pytest

# Several processes run beside each other: with threads of their own, which wait
# busily, they would take twice the time. It is read when NumPy is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_itemcollected(item):
    if item.get_closest_marker("in_turn") and not _is_in_turn(item):
        item.add_marker(pytest.mark.slow)


def _is_in_turn(item):
    """Whether a row of a cross product is one of as few as have each value once.

    Values that are slow by themselves are none of them.
    """
    places = []
    for mark in item.iter_markers("parametrize"):
        names, rows = mark.args
        names = names.split(",") if isinstance(names, str) else names
        own = [item.callspec.params[name.strip()] for name in names]
        quick = [row for row in rows if not _is_slow(row)]
        at = [k for k, row in enumerate(quick) if _holds(row, own)]
        if not at:
            return False
        places.append((at[0], len(quick)))
    most = max(n for _, n in places)
    return any(all(turn % n == k for k, n in places) for turn in range(most))


def _is_slow(row):
    return any(mark.name == "slow" for mark in getattr(row, "marks", ()))


def _holds(row, values):
    """Whether these are the values that a row of `parametrize` gives."""
    if isinstance(row, type(pytest.param())):
        row = row.values
    elif len(values) == 1:
        row = (row,)
    return all(one is other for one, other in zip(row, values, strict=True))


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
