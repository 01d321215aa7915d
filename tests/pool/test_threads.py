"""The kind "threading"."""

import threading

import joblib
import pytest

from sk_hpo.evaluate import Workplace, chunk
from sk_hpo.pool import open_pool
from sk_hpo.pool.threads import ThreadPool
from tests.contracts import pools
from tests.contracts.pools import items_of
from tests.faults.programs import HEARS_CTRL_C, PATIENCE, running


@pytest.fixture
def open_threads():
    with joblib.parallel_config(backend="threading"):
        yield lambda: open_pool(2)


def test_what_waits_is_dropped_at_an_abort_and_what_runs_is_waited_for(
    open_threads, tmp_path
):
    pool = open_threads()
    handle = pool.share(None)
    started, ended = threading.Semaphore(0), []
    release = threading.Event()

    def task(value, name):
        started.release()
        release.wait(pools.PATIENCE)
        ended.append(name)
        yield name

    for name in range(10):
        pool.submit(task, handle, name)
    assert started.acquire(timeout=pools.PATIENCE)
    assert started.acquire(timeout=pools.PATIENCE)
    threading.Timer(0.05, release.set).start()
    pool.close(abort=True)
    assert sorted(ended) == [0, 1]


# Ctrl-C at each moment at which one of Python's own locks has just been taken: an
# exception there leaves it taken.
CTRL_C_AT_EACH_LOCK = f"""{HEARS_CTRL_C}
import signal, sys, threading
import joblib
from sk_hpo.pool import open_pool
from sk_hpo.pool.threads import ThreadPool
from tests.contracts import pools

TAKING = (threading.Condition.__enter__.__code__, threading.Event.set.__code__)

def watch(frame, event, arg):
    return inside if frame.f_code in TAKING else None

def inside(frame, event, arg):
    global moments
    if event == "return":
        moments += 1
        if moments == nth:
            signal.raise_signal(signal.SIGINT)
    return inside

def use_a_pool():
    with joblib.parallel_config(backend="threading"):
        pool = open_pool(2)
    handle = pool.share(0)
    sys.settrace(watch)  # of this thread
    try:
        for _ in range(4):
            pool.submit(pools.doze, handle, 1, 0.02)
    finally:
        pool.close(abort=True)
        sys.settrace(None)

nth = moments = 0
while nth <= moments:
    nth, moments = nth + 1, 0
    try:
        use_a_pool()
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""


def test_ctrl_c_leaves_no_lock_taken(tmp_path):
    with running(CTRL_C_AT_EACH_LOCK, folder=tmp_path) as program:
        told, errors = program.process.communicate(timeout=PATIENCE)
    assert program.process.returncode == 0, errors
    assert told.count("interrupted") > 8


def test_values_are_the_callers_own(open_threads):
    pool = open_threads()
    value = threading.Lock()  # could not be pickled
    try:
        (got,) = items_of(pool, identity, shared=value)
    finally:
        pool.close()
    assert got is value


def identity(value):
    yield value


def test_the_engine_runs_the_rest_of_a_task_that_gave_its_place_back(
    open_threads, monkeypatch
):
    from sklearn.model_selection import GridSearchCV
    from sklearn.naive_bayes import GaussianNB

    import sk_hpo
    from tests.equality import assert_same_search

    monkeypatch.setattr(chunk, "BUDGET", -1.0)  # after each single fit
    asked, got = {}, {}
    submit, next_done = ThreadPool.submit, ThreadPool.next_done

    def counted_submit(self, task, handle, now, units, *args, **settings):
        ticket = submit(self, task, handle, now, units, *args, **settings)
        asked[ticket] = len(units)
        return ticket

    def counted_next_done(self, timeout=None):
        outcome = next_done(self, timeout)
        got[outcome.ticket] = len(outcome.results)
        return outcome

    monkeypatch.setattr(ThreadPool, "submit", counted_submit)
    monkeypatch.setattr(ThreadPool, "next_done", counted_next_done)
    X, y = [[float(k % 7)] for k in range(60)], [k % 2 for k in range(60)]
    grid = {"var_smoothing": [10.0**-k for k in range(12)]}
    ours = sk_hpo.GridSearchCV2(GaussianNB(), grid, cv=3, n_jobs=2, share_fits=False)
    ours.fit(X, y)
    theirs = GridSearchCV(GaussianNB(), grid, cv=3).fit(X, y)
    assert_same_search(ours, theirs)
    assert sum(got.values()) == 36
    assert any(got[ticket] < asked[ticket] for ticket in asked)


def test_a_workplace_tells_threads_the_configuration_but_no_filters(open_threads):
    pool = open_threads()
    place = Workplace(None, pool)
    pool.close()
    assert place.config is not None
    assert place.filters is None
    assert not place.fresh_warnings


def test_each_task_has_a_backend_of_its_own_for_its_parallel_calls(open_threads):
    # One backend of joblib that two threads use at once may wait for ever.
    pool = open_threads()
    try:
        handle = pool.share(None)
        both = threading.Barrier(2, timeout=pools.PATIENCE)

        def task(value):
            both.wait()
            yield joblib.parallel.get_active_backend()[0]

        for _ in range(2):
            pool.submit(task, handle)
        one, other = (pool.next_done().results[0] for _ in range(2))
    finally:
        pool.close()
    assert one is not other
