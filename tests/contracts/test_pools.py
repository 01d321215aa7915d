"""What holds of every kind of pool.

A new kind is tested by a way to open it in pools.WAYS; that it has one is tested too.
"""

import multiprocessing
import threading
import time
import traceback
import warnings
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn import config_context
from sklearn.datasets import make_classification
from sklearn.exceptions import FitFailedWarning
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import GridSearchCV2
from sk_hpo.pool import KINDS, open_pool
from tests.contracts import pools
from tests.contracts.pools import WAYS, items_of, taken
from tests.equality import assert_same_search


def parameters(ways):
    # Worker processes are started anew in each test.
    marks = {
        "dask": [pytest.mark.dask],
        "worker_processes": [pytest.mark.slow],
        "ray": [pytest.mark.ray],
    }
    return [pytest.param(w, id=w.name, marks=marks.get(w.name, [])) for w in ways]


@pytest.fixture(params=parameters(WAYS))
def way(request):
    """A way to every kind of pool."""
    return ready(request)


@pytest.fixture(params=parameters([way for way in WAYS if way.n_workers > 1]))
def parallel_way(request):
    """A way to every kind of pool that has several workers."""
    return ready(request)


@pytest.fixture(params=parameters([way for way in WAYS if way.copies]))
def copying_way(request):
    """A way to every kind of pool that sends copies to its workers."""
    return ready(request)


def ready(request):
    if request.param.kind == "dask":
        request.getfixturevalue("dask_client")
    if request.param.kind == "ray":
        request.getfixturevalue("ray_cluster")
    return request.param


@pytest.fixture(scope="module", autouse=True)
def third_party_workers():
    yield
    pools.ThirdParty.shut_down()


def test_every_kind_can_be_opened():
    assert {way.kind for way in WAYS} == set(KINDS)


def test_the_pool_is_of_its_kind(way):
    with way.open() as pool:
        assert type(pool) is KINDS[way.kind]
        assert pool.n_workers == way.n_workers
        assert pool.running == 0


# Tasks and their outcomes


def test_every_item_arrives_once_with_its_ticket(way):
    with way.open() as pool:
        handle = pool.share(None)
        expected, got = {}, {}
        for k in range(30):
            ticket = pool.submit(pools.count, handle, 100 * k, k % 4)
            assert ticket not in expected
            expected[ticket] = list(range(100 * k, 100 * k + k % 4))
        for _ in range(30):
            outcome = pool.next_done()
            assert outcome.ticket not in got
            got[outcome.ticket], error = taken(outcome)
            assert error is None
        assert got == expected


def test_a_pool_that_has_been_started_runs_tasks(way):
    """Tasks find the value that its workers have read, and no outcome is left over."""
    with way.open() as pool:
        handle = pool.share("value")
        pool.start(handle)
        assert pool.running == 0
        assert pool.done_now() == []
        pool.submit(pools.look, handle, str.upper)
        assert taken(pool.next_done()) == (["VALUE"], None)


def test_running_counts_what_has_not_been_taken(way):
    with way.open() as pool:
        handle = pool.share(None)
        for k in range(5):
            assert pool.running == k
            pool.submit(pools.count, handle, 0, 1)
        for k in range(5):
            assert pool.running == 5 - k
            taken(pool.next_done())
        assert pool.running == 0


def test_what_has_ended_can_be_taken_without_waiting(parallel_way, tmp_path):
    signal = tmp_path / "go"
    with parallel_way.open() as pool:
        handle = pool.share(None)
        pool.submit(pools.wait_for, handle, signal)
        short = {pool.submit(pools.count, handle, 0, 2) for _ in range(3)}
        ended, deadline = {}, time.monotonic() + pools.PATIENCE
        while len(ended) < 3 and time.monotonic() < deadline:
            ended |= {o.ticket: list(o.results) for o in pool.done_now()}
            time.sleep(0.005)
        assert ended == {ticket: [0, 1] for ticket in short}
        assert pool.running == 1
        assert pool.done_now() == []
        signal.touch()
        assert list(pool.next_done().results) == ["waited"]


def test_a_free_worker_gets_work_at_once(parallel_way, tmp_path):
    signal = tmp_path / "go"
    with parallel_way.open() as pool:
        handle = pool.share(None)
        long = pool.submit(pools.wait_for, handle, signal)
        short = {pool.submit(pools.count, handle, 0, 1) for _ in range(6)}
        # None of these may wait for the long one, which waits for the signal below.
        assert {pool.next_done().ticket for _ in range(6)} == short
        for _ in range(3):
            ticket = pool.submit(pools.count, handle, 0, 1)
            assert pool.next_done().ticket == ticket
        signal.touch()
        outcome = pool.next_done()
        assert (outcome.ticket, list(outcome.results)) == (long, ["waited"])


def test_workers_work_at_the_same_time(parallel_way, tmp_path):
    with parallel_way.open() as pool:
        handle = pool.share(None)
        first, second = tmp_path / "first", tmp_path / "second"
        pool.submit(touch_and_wait_for, handle, first, second)
        pool.submit(touch_and_wait_for, handle, second, first)
        for _ in range(2):
            assert taken(pool.next_done()) == (["waited"], None)


def touch_and_wait_for(value, mine, other):
    mine.touch()
    yield from pools.wait_for(value, other)


def test_an_outcome_tells_how_long_it_took(parallel_way):
    with parallel_way.open() as pool:
        pool.submit(pools.doze, pool.share(None), 1, 0.05)
        assert 0.05 <= pool.next_done().seconds < pools.PATIENCE


# Errors


def test_results_before_an_error_are_kept(way):
    with way.open() as pool:
        handle = pool.share(None)
        pool.submit(pools.fail_after, handle, 3, KeyError, "wrong", 7)
        items, error = taken(pool.next_done())
        assert items == [0, 1, 2]
        assert type(error) is KeyError
        assert error.args == ("wrong", 7)
        assert "in the_culprit" in "".join(traceback.format_exception(error))
        assert pool.running == 0
        assert items_of(pool, pools.count, 5, 2) == [5, 6]


@pytest.mark.parametrize(
    ("error_class", "args"),
    [(pools.NoLuggageError, ["lost"]), (pools.NoReturnError, ["lost", 1])],
    ids=["cannot_be_pickled", "cannot_be_read"],
)
def test_an_error_that_cannot_travel_is_told_in_words(way, error_class, args):
    with way.open() as pool:
        handle = pool.share(None)
        pool.submit(pools.fail_after, handle, 2, error_class, *args)
        items, error = taken(pool.next_done())
        assert items == [0, 1]
        assert error_class.__name__ in f"{type(error)} {error}"
        assert "lost" in str(error)
        assert "in the_culprit" in "".join(traceback.format_exception(error))
        if not way.copies:
            assert type(error) is error_class
        assert items_of(pool, pools.count, 5, 2) == [5, 6]


def test_an_error_keeps_its_own_cause(way):
    with way.open() as pool:
        pool.submit(fail_because, pool.share(None))
        _, error = taken(pool.next_done())
        assert type(error) is ValueError
        assert "the reason" in "".join(traceback.format_exception(error))
        if not way.copies:
            assert type(error.__cause__) is KeyError


def fail_because(value):
    yield 1
    raise ValueError("what happened") from KeyError("the reason")


def test_a_task_that_cannot_be_read_is_an_error(copying_way):
    with copying_way.open() as pool:
        pool.submit(pools.call, pool.share(None), len, pools.Unreadable())
        with pytest.raises(ValueError, match="cannot be read"):
            pool.next_done()
        assert pool.running == 0
        assert items_of(pool, pools.count, 5, 2) == [5, 6]


def test_a_shared_value_that_cannot_be_read_is_an_error(copying_way):
    with copying_way.open() as pool:
        pool.submit(pools.count, pool.share(pools.Unreadable()), 0, 1)
        with pytest.raises(ValueError, match="cannot be read"):
            pool.next_done()
        assert pool.running == 0
        assert items_of(pool, pools.count, 5, 2) == [5, 6]


def test_what_cannot_be_pickled_raises_at_once(copying_way):
    with copying_way.open() as pool:
        handle = pool.share(None)
        with pytest.raises(TypeError, match="pickle"):
            pool.share(threading.Lock())
        with pytest.raises(TypeError, match="pickle"):
            pool.submit(pools.call, handle, len, threading.Lock())
        assert pool.running == 0
        assert items_of(pool, pools.count, 5, 2) == [5, 6]


# What is shared


def test_a_shared_value_reaches_each_worker_once(way, tmp_path):
    value = pools.Counted(tmp_path / "loads", 42)
    with way.open() as pool:
        handle = pool.share(value)
        for _ in range(50):
            pool.submit(pools.number_of, handle)
        assert [taken(pool.next_done()) for _ in range(50)] == [([42], None)] * 50
    loads = value.loads()
    if way.copies:
        assert 1 <= len(loads) <= way.n_workers
        assert max(Counter(loads).values()) == 1
    else:
        assert loads == []


def test_several_values_are_told_apart(way):
    with way.open() as pool:
        handles = [pool.share(10), pool.share(20)]
        sums = {}
        for k in range(12):
            sums[pool.submit(pools.add, handles[k % 2], k)] = [10 * (1 + k % 2) + k]
        for _ in range(12):
            outcome = pool.next_done()
            assert list(outcome.results) == sums[outcome.ticket]


def test_functions_and_classes_made_on_the_spot(way):
    factor = 3

    class Local:
        def triple(self, x):
            return factor * x

    def task(value, function):
        yield value.triple(function(1))
        yield type(value).__name__

    with way.open() as pool:
        assert items_of(pool, task, lambda x: x + 1, shared=Local()) == [6, "Local"]


def test_functions_classes_and_errors_of_a_script(way):
    main = pools.made_in_main()
    with way.open() as pool:
        pool.submit(main["task"], pool.share(main["Recipe"](5)), 4)
        items, error = taken(pool.next_done())
    assert items == [40.0]
    assert type(error) is main["RecipeError"]
    assert error.args == ("burnt", 4)


def test_data_arrive_as_they_were(way, tmp_path):
    data = pools.layouts(tmp_path)
    expected = contents_of(data)
    with way.open() as pool:
        (got,) = items_of(pool, pools.look, contents_of, shared=data)
        (passed,) = items_of(pool, pools.call, contents_of, data)
    for name, value in expected.items():
        assert got[name] == value, name
        assert passed[name] == value, name


def contents_of(data):
    return {name: pools.content(value) for name, value in data.items()}


@pytest.mark.parametrize("name", ["C", "F", "mapped", "mapped_transposed"])
def test_the_order_of_memory_is_kept(way, name, tmp_path):
    # Sums over another order of memory differ in their last bits.
    array = pools.layouts(tmp_path)[name]
    with way.open() as pool:
        got = items_of(pool, pools.look, pools.order, shared=array)
    assert got == [pools.order(array)]


# What surrounds a task


# joblib 1.5's own dask backend
@pytest.mark.filterwarnings("ignore:`apply_async` is deprecated:DeprecationWarning")
def test_nested_parallelism_is_what_joblib_gives_its_tasks(way):
    with way.open() as pool:
        ours = items_of(pool, pools.call, pools.parallelism)
    with way.configured():
        theirs = joblib.Parallel(n_jobs=way.n_jobs)(
            [joblib.delayed(pools.parallelism)()]
        )
    if way.name != "multiprocessing":  # its tasks are those of loky here
        assert ours == theirs
    else:
        assert ours[0][:2] == ("ThreadingBackend", 1)


@pytest.mark.filterwarnings("ignore:`apply_async` is deprecated:DeprecationWarning")
def test_a_parallel_call_inside_a_task(way):
    with way.open() as pool:
        assert items_of(pool, parallel_sum, shared=range(8)) == [28]


def parallel_sum(value):
    yield sum(joblib.Parallel(n_jobs=2)(joblib.delayed(int)(x) for x in value))


def test_a_pool_inside_a_task(way):
    with way.open() as pool:
        # As many as there are workers: none is left for the tasks of their pools.
        handle = pool.share(10)
        for _ in range(pool.n_workers):
            pool.submit(pool_in_task, handle)
        for _ in range(pool.n_workers):
            assert taken(pool.next_done()) == ([[10, 11, 12, 13]], None)


def pool_in_task(value):
    pool = open_pool(None)
    try:
        handle = pool.share(value)
        for k in range(4):
            pool.submit(pools.add, handle, k)
        outcomes = [pool.next_done() for _ in range(4)]
        yield sorted(item for outcome in outcomes for item in outcome.results)
    finally:
        pool.close()


def test_two_pools_at_once(way):
    meeting = threading.Barrier(2, timeout=pools.PATIENCE)

    def work(start):
        with way.open() as pool:
            handle = pool.share(start)
            meeting.wait()
            for k in range(20):
                pool.submit(pools.add, handle, k)
            items = [item for _ in range(20) for item in pool.next_done().results]
            meeting.wait()
        return sorted(items)

    with ThreadPoolExecutor(2) as threads:
        got = list(threads.map(work, [0, 1000]))
    assert got == [list(range(20)), list(range(1000, 1020))]


# The end of a pool


@pytest.mark.parametrize("abort", [False, True], ids=["done", "aborted"])
def test_nothing_is_left_behind(way, abort, tmp_path, monkeypatch):
    monkeypatch.setenv("JOBLIB_TEMP_FOLDER", str(tmp_path))
    use(way, abort=False)  # starts what joblib, dask and the third party keep
    before = names_of_threads()
    children = set(multiprocessing.active_children())
    use(way, abort=abort)
    assert [path.name for path in tmp_path.glob("sk_hpo*")] == []
    assert not names_of_threads() - before
    assert set(multiprocessing.active_children()) <= children


def use(way, *, abort):
    with way.configured():
        pool = open_pool(way.n_jobs, limited=way.limited)
        handle = pool.share(b"x" * 2**21)
        assert items_of(pool, pools.count, 1, 1) == [1]
        if abort:
            for _ in range(4):
                pool.submit(pools.doze, handle, 1, 0.1)
        pool.close(abort=abort)


def names_of_threads():
    # loky starts its threads anew with new workers, and ends them in its own time
    ours = [t.name for t in threading.enumerate() if "ExecutorManager" not in t.name]
    return Counter(name for name in ours if "QueueFeeder" not in name)


def test_a_pool_after_one_that_was_aborted(way):
    with way.configured():
        pool = open_pool(way.n_jobs, limited=way.limited)
        handle = pool.share(None)
        for _ in range(8):
            pool.submit(pools.doze, handle, 1, 0.01)
        pool.close(abort=True)
    with way.open() as pool:
        assert items_of(pool, pools.count, 5, 2) == [5, 6]
        assert pool.running == 0


def test_a_pool_that_was_never_used(way):
    for abort in (False, True):
        with way.configured():
            open_pool(way.n_jobs, limited=way.limited).close(abort=abort)


# Searches on every kind


@pytest.fixture(scope="module")
def data():
    return make_classification(120, n_features=6, random_state=0)


GRID = [
    {"max_depth": [1, 2, None], "criterion": ["gini", "entropy"]},
    {"max_depth": [3], "min_samples_leaf": [1, 0.1]},
]


def test_a_search_equals_scikit_learns(way, data):
    tree = DecisionTreeClassifier(random_state=0)
    settings = {
        "cv": 3,
        "scoring": ["accuracy", "roc_auc"],
        "refit": "roc_auc",
        "return_train_score": True,
    }
    theirs = GridSearchCV(tree, GRID, n_jobs=1, **settings).fit(*data)
    ours = GridSearchCV2(tree, GRID, n_jobs=way.n_jobs, **settings)
    with way.configured():
        ours.fit(*data)
    assert_same_search(ours, theirs)


def test_a_search_within_a_search(way, data):
    def nested(search, **settings):
        tree = DecisionTreeClassifier(random_state=0)
        inner = search(tree, {"max_depth": [1, 2]}, cv=2)
        grid = {"estimator__criterion": ["gini", "entropy"]}
        return search(inner, grid, cv=2, **settings)

    theirs = nested(GridSearchCV, n_jobs=1).fit(*data)
    ours = nested(GridSearchCV2, n_jobs=way.n_jobs)
    with way.configured():
        ours.fit(*data)
    for name in ("mean_test_score", "split0_test_score", "split1_test_score"):
        assert list(ours.cv_results_[name]) == list(theirs.cv_results_[name])


def test_searches_in_two_threads(way, data):
    tree = DecisionTreeClassifier(random_state=0)
    theirs = GridSearchCV(tree, GRID, cv=3, n_jobs=1).fit(*data)

    def fit(_):
        ours = GridSearchCV2(tree, GRID, cv=3, n_jobs=way.n_jobs)
        with way.configured():
            return ours.fit(*data)

    with ThreadPoolExecutor(2) as threads:
        for ours in threads.map(fit, range(2)):
            assert_same_search(ours, theirs)


def test_scikit_learns_configuration_holds(way, data):
    X, y = data
    X = pd.DataFrame(X).add_prefix("x")
    grid = {"echo__number": [1, 2, 3]}

    def scores(echo, **fit_params):
        scaler = StandardScaler()
        if fit_params:
            scaler.set_fit_request(sample_weight=False)
        steps = make_pipeline(scaler, echo)
        settings = {"scoring": pools.what_echo_saw, "cv": 2, "refit": False}
        search = GridSearchCV2(steps, grid, n_jobs=way.n_jobs, **settings)
        with way.configured():
            search.fit(X, y, **fit_params)
        return set(search.cv_results_["mean_test_score"])

    with config_context(
        transform_output="pandas", enable_metadata_routing=True, assume_finite=True
    ):
        asks = pools.Echo().set_fit_request(sample_weight=True)
        assert scores(asks, sample_weight=abs(X["x0"])) == {0b11111}
    assert scores(pools.Echo()) == {0}  # nothing of it is left


def test_the_callers_warning_filters_hold(way, data):
    search = GridSearchCV2(
        pools.Warner(), {"number": [0, 1, 2, 3]}, cv=2, n_jobs=way.n_jobs, refit=False
    )

    def failed(action):
        """Which candidates fail when their warning is treated so."""
        with warnings.catch_warnings(), way.configured():
            warnings.simplefilter("ignore", FitFailedWarning)
            warnings.filterwarnings("ignore", "One or more of the test scores")
            warnings.simplefilter(action, pools.FootnoteWarning)
            search.fit(*data)
        return list(np.isnan(search.cv_results_["mean_test_score"]))

    for _ in range(2):  # what was set up for one search is gone in the next
        assert failed("error") == [False, True, False, True]
        assert failed("ignore") == [False] * 4


def test_an_error_in_a_search_is_raised_with_what_was_complete(way, data):
    def give_up(trial, search):
        if trial.candidate.id == 2:
            raise ZeroDivisionError("enough")

    search = GridSearchCV2(
        DecisionTreeClassifier(random_state=0),
        {"max_depth": list(range(1, 30))},
        cv=2,
        n_jobs=way.n_jobs,
        callback=give_up,
    )
    with pytest.raises(ZeroDivisionError, match="enough"), way.configured():
        search.fit(*data)
    # A worker that was late may have had the first candidates: all others are there.
    assert 3 <= len(search.cv_results_["params"]) == len(search.trials)
