"""The kind "dask": what stays with the cluster, and what passes through it."""

import threading
import time

import distributed
import joblib
import numpy as np
import pytest

from sk_hpo._compat.joblib_parallel import Backend
from sk_hpo.pool import dask_cluster, open_pool
from sk_hpo.pool.dask_cluster import DaskPool
from tests.contracts import pools
from tests.contracts.pools import items_of, taken

pytestmark = pytest.mark.dask


@pytest.fixture
def open_dask(dask_client):
    with joblib.parallel_config(backend="dask"):
        yield lambda: open_pool(2)


def keys_of(client):
    """What the scheduler knows of ours."""
    keys = client.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.tasks))
    return [key for key in keys if "sk_hpo" in str(key)]


def tasks_of(client):
    return [key for key in keys_of(client) if "sk_hpo-task" in key]


def wait_until(condition):
    deadline = time.monotonic() + pools.PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert condition()


@pytest.mark.parametrize("abort", [False, True])
def test_nothing_stays_with_the_cluster(open_dask, dask_client, abort):
    pool = open_dask()
    handle = pool.share(np.zeros(2**18))
    for _ in range(6):
        pool.submit(pools.doze, handle, 1, 0.01)
    if not abort:
        for _ in range(6):
            pool.next_done()
    wait_until(lambda: keys_of(dask_client))
    pool.close(abort=abort)
    wait_until(lambda: not keys_of(dask_client))
    assert handle is not None  # kept, as the traceback of an error would


def test_workers_may_be_gone_for_a_moment_when_the_pool_opens():
    with (
        distributed.LocalCluster(n_workers=1, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
        joblib.parallel_config(backend="dask"),
    ):
        backend = Backend(None)
        cluster.scale(0)
        wait_until(lambda: not client.ncores())
        pool = DaskPool(backend)
        try:
            pool.submit(pools.count, pool.share(None), 0, 2)
            cluster.scale(1)
            while (outcome := pool.next_done(0.1)) is None:
                pass
        finally:
            pool.close()
        assert taken(outcome) == ([0, 1], None)


def test_a_cluster_without_workers_that_joblib_does_not_wait_for():
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=":0") as cluster,
        distributed.Client(cluster),
        joblib.parallel_config(backend="dask", wait_for_workers_timeout=0),
        pytest.raises(RuntimeError, match="the dask cluster has no workers"),
    ):
        open_pool(None)


@pytest.mark.parametrize("unreadable", ["task", "shared"])
def test_what_has_failed_does_not_stay_either(open_dask, dask_client, unreadable):
    pool = open_dask()
    try:
        if unreadable == "task":
            pool.submit(pools.call, pool.share(None), len, pools.Unreadable())
        else:
            pool.submit(pools.count, pool.share(pools.Unreadable()), 0, 1)
        with pytest.raises(ValueError, match="cannot be read"):
            pool.next_done()
    finally:
        pool.close()
    wait_until(lambda: not keys_of(dask_client))


def test_a_place_where_a_task_has_failed_is_not_free_however_late_that_is_seen(
    open_dask, monkeypatch
):
    monkeypatch.setattr(dask_cluster, "POLL_SECONDS", 1e3)  # not before this is over
    pool, go = open_dask(), threading.Event()
    try:
        handle = pool.share(None)
        for _ in range(2):
            pool.submit(pools.call, handle, len, ())
        for _ in range(2):
            pool.next_done()
        wait_until(lambda: len(pool._free) == 2)
        distributed.Future._cb_executor.submit(go.wait)
        pool.submit(pools.call, handle, len, pools.Unreadable())
        with pytest.raises(ValueError, match="cannot be read"):
            pool.next_done()
        time.sleep(0.05)  # for what the loop of the client still has to do
        go.set()
        wait_until(lambda: pool._lacks_places)
        assert len(pool._free) == 1
    finally:
        go.set()
        pool.close()


def test_no_more_tasks_are_sent_than_threads_are_free(open_dask, dask_client, tmp_path):
    signal = tmp_path / "go"
    pool = open_dask()
    try:
        handle = pool.share(None)
        for _ in range(6):
            pool.submit(pools.wait_for, handle, signal)
        wait_until(lambda: tasks_of(dask_client))
        assert len(tasks_of(dask_client)) <= 2
        signal.touch()
        got = [taken(pool.next_done()) for _ in range(6)]
    finally:
        pool.close(abort=True)
    assert got == [(["waited"], None)] * 6


def test_a_mapped_file_is_sent_by_its_content(open_dask, tmp_path):
    # The worker may be on another machine.
    array = np.arange(1000.0)
    array.tofile(tmp_path / "x.bin")
    mapped = np.memmap(tmp_path / "x.bin", float, "r")
    pool = open_dask()
    try:
        handle = pool.share(mapped)
        (tmp_path / "x.bin").unlink()
        pool.submit(pools.look, handle, np.sum)
        assert taken(pool.next_done()) == ([array.sum()], None)
    finally:
        pool.close()


def test_the_worker_of_a_task_is_gone(open_dask):
    pool = open_dask()
    try:
        pool._free.clear()
        pool._free.append("tcp://127.0.0.1:1")  # an address where nobody is
        assert items_of(pool, pools.count, 3, 2) == [3, 4]
    finally:
        pool.close()


def test_a_cluster_that_was_closed_is_told():
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster) as client,
        joblib.parallel_config(backend="dask"),
    ):
        pool = open_pool(None)
        handle = pool.share(0)
        client.close()
        pool.submit(pools.add, handle, 1)
        pool.submit(pools.add, handle, 2)
        for _ in range(2):
            with pytest.raises(RuntimeError, match="scheduler is lost") as told:
                pool.next_done(pools.PATIENCE)
            assert "`checkpoint`" in str(told.value)
        with pytest.raises(RuntimeError, match="scheduler is lost"):
            pool.share(1)
        pool.close()


def test_workers_that_come_and_go(tmp_path):
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        pool = open_pool(None)
        assert pool.n_workers == 1
        signal = tmp_path / "go"
        handle = pool.share(0)
        pool.submit(pools.wait_for, handle, signal)
        pool.submit(pools.add, handle, 1)
        cluster.scale(2)
        assert pool.next_done(pools.PATIENCE) is None  # tells of the worker
        assert pool.n_workers == 2
        assert taken(pool.next_done(pools.PATIENCE)) == ([1], None)
        signal.touch()
        assert taken(pool.next_done(pools.PATIENCE)) == (["waited"], None)
        cluster.scale(1)
        assert pool.next_done(pools.PATIENCE) is None
        assert pool.n_workers == 1
        for start in range(3):
            assert items_of(pool, pools.count, start, 2) == [start, start + 1]
        wait_until(lambda: len(pool._free) == 1)
        pool.close()
