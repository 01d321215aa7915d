"""The kind "loky": what joblib's settings of its processes mean here."""

import os
import threading
import time
from pathlib import Path

import joblib
import numpy as np
import pytest

from sk_hpo.pool import open_pool
from sk_hpo.pool.processes import ProcessPool
from tests.contracts import pools
from tests.contracts.pools import items_of, taken


@pytest.fixture
def array():
    return np.arange(2**18, dtype=float)  # 2 MB; joblib maps from 1 MB on


def look_at(array):
    return array.flags.writeable, float(array.sum()), mapped_from(array)


def mapped_from(array):
    """The name of the file whose mapping holds the array's memory, if any."""
    start = array.__array_interface__["data"][0]
    with open("/proc/self/maps") as maps:
        for line in maps:
            bounds, *_, name = line.rstrip("\n").split(maxsplit=5)
            low, high = (int(bound, 16) for bound in bounds.split("-"))
            if low <= start < high and name.startswith("/"):
                return os.path.basename(name.removesuffix(" (deleted)"))
    return None


def write_to(array):
    array[0] += 5.0
    return float(array[0])


def number_after_a_rest():
    time.sleep(0.05)
    return os.getpid()


def workers_of_joblib():
    """The numbers of its two processes, each of which gets some of the tasks."""
    found, deadline = set(), time.monotonic() + pools.PATIENCE
    while len(found) < 2 and time.monotonic() < deadline:
        found |= set(joblib.Parallel(2)([joblib.delayed(number_after_a_rest)()] * 4))
    return found


def see(array, function=look_at, **config):
    with joblib.parallel_config(**config):
        pool = open_pool(2)
        assert type(pool) is ProcessPool
        try:
            return items_of(pool, pools.look, function, shared=array)[0]
        finally:
            pool.close()


def test_large_arrays_are_mapped_read_only(array):
    assert see(array) == (False, array.sum(), "1.shared")


def test_small_arrays_are_copied(array):
    assert see(array[:1000]) == (True, array[:1000].sum(), None)


def test_a_file_that_is_mapped_is_not_copied(tmp_path, array):
    path = tmp_path / "x.bin"
    array.tofile(path)
    mapped = np.memmap(path, float, "r")
    pool = open_pool(2)
    try:
        handle = pool.share({"X": mapped.reshape(512, 512)[::2]})
        assert os.path.getsize(handle.path) < 1000
        pool.submit(pools.look, handle, look_at_x)
        (seen,), error = taken(pool.next_done())
    finally:
        pool.close()
    assert error is None
    assert seen == (False, array.reshape(512, 512)[::2].sum(), "x.bin")


def look_at_x(data):
    return look_at(data["X"])


def test_joblibs_own_processes_are_used():
    pool = open_pool(2)
    try:
        (ours,) = items_of(pool, pools.call, os.getppid)
        pids = set()
        for _ in range(20):
            pids.add(items_of(pool, pools.call, os.getpid)[0])
    finally:
        pool.close()
    assert ours == os.getpid()
    assert pids <= workers_of_joblib()


# Other settings, for each of which joblib starts its processes anew


@pytest.mark.slow
def test_max_nbytes_is_honoured(array):
    assert see(array, max_nbytes=None) == (True, array.sum(), None)
    small = array[:1000]
    assert see(small, max_nbytes="1K") == (False, small.sum(), "1.shared")


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["c", "r+"])
def test_what_a_task_writes_no_other_task_sees_and_the_folder(array, mode, tmp_path):
    with joblib.parallel_config(mmap_mode=mode, temp_folder=tmp_path):
        pool = open_pool(2)
        try:
            handle = pool.share(array)
            path = Path(handle.path)
            (folder,) = tmp_path.glob("sk_hpo*")
            assert path.parent == folder
            before = path.read_bytes()
            assert len(before) < 1.01 * array.nbytes
            pool.submit(pools.look, handle, write_to)
            assert taken(pool.next_done()) == ([5.0], None)
            assert path.read_bytes() == before
        finally:
            pool.close()
    assert list(tmp_path.glob("sk_hpo*")) == []
    assert array[0] == 0.0


@pytest.mark.slow
def test_no_mode_no_mapping(array):
    assert see(array, mmap_mode=None) == (True, array.sum(), None)


@pytest.mark.slow
@pytest.mark.parametrize("config", [{}, {"inner_max_num_threads": 1}])
def test_inner_threads_are_limited_as_joblib_limits_them(config):
    backend = {"backend": "loky", **config}
    with joblib.parallel_config(**backend):
        (theirs,) = joblib.Parallel(n_jobs=2)([joblib.delayed(pools.thread_limits)()])
        pool = open_pool(2)
        try:
            (ours,) = items_of(pool, pools.call, pools.thread_limits)
        finally:
            pool.close()
    assert ours
    assert ours == theirs
    if config:
        assert {threads for _, threads in ours} == {1}


def test_a_worker_that_dies_ends_what_was_running_and_processes_of_our_own_take_over():
    pool = open_pool(2)
    try:
        handle = pool.share(None)
        pool.submit(pools.call, handle, os._exit, 3)
        outcome = pool.next_done()
        assert list(outcome.results) == []
        assert outcome.loss.at == "unknown"
        assert "worker process died" in outcome.loss.cause
        assert items_of(pool, pools.count, 1, 2) == [1, 2]
        pool.submit(pools.call, handle, os._exit, 3)
        assert pool.next_done().loss.at == "item"  # now it is told from the others
    finally:
        pool.close(abort=True)
    pool = open_pool(2)
    try:
        assert items_of(pool, pools.count, 1, 2) == [1, 2]
    finally:
        pool.close()


@pytest.mark.slow
def test_what_waits_is_dropped_at_an_abort(tmp_path):
    pool = open_pool(2)
    handle = pool.share(None)
    for name in "abcdefghij":
        pool.submit(pools.call, handle, doze_then_touch, tmp_path / name)
    pool.close(abort=True)
    # An error in a thread of loky's would be a warning, and fail the test.
    assert len(workers_of_joblib()) == 2
    assert len(list(tmp_path.iterdir())) < 10


def begun(path, seconds):
    """Say which process this is, then take long."""
    path.write_text(str(os.getpid()))
    path.rename(path.with_suffix(".begun"))
    time.sleep(seconds)


def numbers_in(folder, n):
    """The processes that have begun tasks of `begun`, once there are `n`."""
    deadline = time.monotonic() + pools.PATIENCE
    while len(found := list(folder.glob("*.begun"))) < n:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return {int(path.read_text()) for path in found}


def is_alive(pid):
    """Whether there is such a process, and it has not ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("n_busy", [0, 1, pytest.param(2, marks=pytest.mark.slow)])
def test_an_abort_ends_the_processes_that_run_a_task_and_keeps_the_others(
    n_busy, tmp_path
):
    before = workers_of_joblib()
    pool = open_pool(2)
    handle = pool.share(None)
    for number in range(n_busy):
        pool.submit(pools.call, handle, begun, tmp_path / str(number), 600)
    busy = numbers_in(tmp_path, n_busy)
    pool.close(abort=True)
    assert not any(map(is_alive, busy))
    after = workers_of_joblib()  # more take the places of those
    assert len(after) == 2
    assert after & before == before - busy


@pytest.mark.slow
def test_after_ctrl_c_marks_of_workers_that_wait_for_tasks_do_no_harm():
    """Ctrl-C in a worker may come just before it removes its mark."""
    before = workers_of_joblib()
    pool = open_pool(2)
    pool.share(None)
    for number in before:
        Path(pool._folder, f"{number}.running").touch()
    pool.interrupted = True
    pool.close(abort=True)
    assert not any(map(is_alive, before))
    assert len(workers_of_joblib()) == 2


def test_an_abort_does_not_disturb_another_call_of_joblib(tmp_path):
    """Two threads of a program use the same processes."""
    workers_of_joblib()
    pool = open_pool(2)
    pool.submit(pools.call, pool.share(None), begun, tmp_path / "ours", 600)
    numbers_in(tmp_path, 1)
    theirs = []

    def call_joblib():
        with joblib.parallel_config("loky"):
            tasks = [joblib.delayed(begun)(tmp_path / "theirs", 1.0)]
            theirs.extend(joblib.Parallel(2)([*tasks, joblib.delayed(abs)(-3)]))

    thread = threading.Thread(target=call_joblib)
    thread.start()
    numbers_in(tmp_path, 2)
    pool.close(abort=True)
    thread.join()
    assert theirs == [None, 3]


@pytest.mark.parametrize("limited", [False, True])
def test_workers_that_are_started_have_read_the_value(limited):
    pool = open_pool(1 if limited else 2, limited=limited)
    try:
        handle = pool.share({"a": 1})
        pool.start(handle)
        assert pool.running == 0
        assert items_of(pool, pools.count, 1, 2) == [1, 2]
    finally:
        pool.close()


def doze_then_touch(path):
    import time

    time.sleep(0.1)
    path.touch()


def test_workers_let_go_of_the_data_when_the_search_is_over(array):
    see(array)
    processes = workers_of_joblib()

    def still_mapped():
        maps = "".join(Path(f"/proc/{pid}/maps").read_text() for pid in processes)
        return "1.shared" in maps

    deadline = time.monotonic() + pools.PATIENCE
    while still_mapped() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not still_mapped()
