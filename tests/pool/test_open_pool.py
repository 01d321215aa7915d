"""`open_pool`: what `n_jobs` and joblib's configuration mean."""

import multiprocessing
import os
import warnings

import joblib
import pytest
from joblib.parallel import ParallelBackendBase

from sk_hpo.pool import open_pool
from sk_hpo.pool.in_process import InProcessPool
from sk_hpo.pool.joblib_backend import JoblibPool
from sk_hpo.pool.processes import ProcessPool
from sk_hpo.pool.threads import ThreadPool
from tests.contracts import pools
from tests.contracts.pools import items_of, taken


def kind_and_size(n_jobs, /, **config):
    with joblib.parallel_config(**config):
        pool = open_pool(n_jobs)
        pool.close()
    return type(pool), pool.n_workers


@pytest.mark.parametrize("n_jobs", [None, 1])
def test_one_is_in_process(n_jobs):
    assert kind_and_size(n_jobs) == (InProcessPool, 1)


def test_none_is_what_the_configuration_says():
    assert kind_and_size(None, n_jobs=2) == (ProcessPool, 2)
    assert kind_and_size(None, backend="threading", n_jobs=3) == (ThreadPool, 3)
    assert kind_and_size(2, backend="threading", n_jobs=3) == (ThreadPool, 2)
    assert kind_and_size(None, backend="threading") == (InProcessPool, 1)


@pytest.mark.parametrize("backend", ["loky", "threading", "multiprocessing"])
def test_negative_numbers_count_from_the_processors(backend, monkeypatch):
    everything = kind_and_size(-1, backend=backend)[1]
    assert everything == joblib.cpu_count()
    assert kind_and_size(-1000, backend=backend) == (InProcessPool, 1)


@pytest.mark.parametrize("backend", ["loky", "threading", "multiprocessing"])
def test_zero_has_no_meaning(backend):
    with joblib.parallel_config(backend=backend):
        with pytest.raises(ValueError, match="n_jobs == 0"):
            joblib.Parallel(n_jobs=0)([joblib.delayed(int)()])
        with pytest.raises(ValueError, match="n_jobs == 0"):
            open_pool(0)


def test_shared_memory_and_preferences():
    assert kind_and_size(2, require="sharedmem") == (ThreadPool, 2)
    assert kind_and_size(2, prefer="threads") == (ThreadPool, 2)
    assert kind_and_size(2, prefer="processes") == (ProcessPool, 2)


def test_a_subclass_of_the_threads_is_threads():
    class Own(joblib.parallel.ThreadingBackend):
        pass

    joblib.register_parallel_backend("own_threads", Own)
    assert kind_and_size(2, backend="own_threads") == (ThreadPool, 2)


def warned(function, *args):
    """What a call returns, and its warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        value = function(*args)
    return value, sorted(str(warning.message) for warning in caught)


def open_and_close(n_jobs):
    pool = open_pool(n_jobs)
    pool.close()
    return type(pool).__name__


def parallel_kind(n_jobs):
    parallel = joblib.Parallel(n_jobs=n_jobs)
    parallel([joblib.delayed(int)()])
    return type(parallel._backend).__name__


def in_a_worker(value, backend):
    with joblib.parallel_config(backend=backend):
        yield warned(open_and_close, 2), warned(parallel_kind, 2)


@pytest.mark.parametrize("outer", ["loky", "threading"])
def test_processes_are_not_nested_in_workers_that_are_threads_or_daemons(outer):
    with joblib.parallel_config(backend=outer):
        pool = open_pool(2)
        try:
            ((ours, theirs),) = items_of(pool, in_a_worker, "loky")
        finally:
            pool.close()
    if outer == "threading":
        assert theirs[0] == "SequentialBackend"
    expected = {"SequentialBackend": "InProcessPool", "LokyBackend": "ProcessPool"}
    assert ours == (expected[theirs[0]], theirs[1])


def in_two_levels(value):
    """A pool in a task of a pool in a task."""
    inner = open_pool(2)
    try:
        yield type(inner).__name__
        yield from items_of(inner, call_name_of_pool)
    finally:
        inner.close()


def call_name_of_pool(value):
    yield open_and_close(2)


def test_levels_below_the_first_are_threads_then_sequential():
    pool = open_pool(2)
    try:
        names = items_of(pool, in_two_levels)
    finally:
        pool.close()
    assert names == ["ThreadPool", "InProcessPool"]


@pytest.mark.parametrize("backend", ["loky", "multiprocessing"])
def test_a_daemonic_process_works_alone(backend, monkeypatch):
    monkeypatch.setitem(multiprocessing.current_process()._config, "daemon", True)
    with joblib.parallel_config(backend="loky"):
        theirs = warned(parallel_kind, 2)
    with joblib.parallel_config(backend=backend):
        ours = warned(open_and_close, 2)
    assert theirs[0] == "SequentialBackend"
    assert len(theirs[1]) == 1
    assert ours == ("InProcessPool", theirs[1])


class Elder(ParallelBackendBase):
    """A backend of the time when results were had from what `submit` returned."""

    supports_retrieve_callback = False

    def effective_n_jobs(self, n_jobs):
        return 2

    def submit(self, func, callback=None):
        job = Job(func)
        callback(job.value)
        return job

    def retrieve_result(self, out, timeout=None):
        return out.get()


class Job:
    def __init__(self, func):
        self.value = func()

    def get(self):
        return self.value


def test_a_backend_of_the_older_kind():
    joblib.register_parallel_backend("elder", Elder)
    with joblib.parallel_config(backend="elder"):
        pool = open_pool(2)
        assert type(pool) is JoblibPool
        assert items_of(pool, pools.count, 3, 2) == [3, 4]
        pool.submit(pools.fail_after, pool.share(None), 1, KeyError, "wrong")
        items, error = taken(pool.next_done())
        pool.close()
    assert items == [0]
    assert type(error) is KeyError


class Recorder(Elder):
    """Writes down the calls that end a call of joblib."""

    calls: list = []  # noqa: RUF012  what the class is for

    def start_call(self):
        self.calls.append("start_call")

    def stop_call(self):
        self.calls.append("stop_call")

    def abort_everything(self, ensure_ready=True):
        self.calls.append(f"abort_everything {ensure_ready}")

    def terminate(self):
        self.calls.append("terminate")


@pytest.mark.parametrize("abort", [False, True])
def test_a_backend_is_told_of_the_end_as_joblib_tells_it(abort):
    Recorder.calls.clear()
    joblib.register_parallel_backend("recorder", Recorder)
    with joblib.parallel_config(backend="recorder"):
        open_pool(2).close(abort=abort)
    middle = ["abort_everything False"] if abort else []
    assert Recorder.calls == ["start_call", *middle, "stop_call", "terminate"]


def test_a_process_of_the_pool_is_another_one():
    pool = open_pool(2)
    try:
        (pid,) = items_of(pool, pools.call, os.getpid)
    finally:
        pool.close()
    assert pid != os.getpid()
