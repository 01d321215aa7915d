"""`fit_timeout` stops one fit, whatever it is doing; `timeout` ends the search."""

import time

import joblib
import numpy as np
import pytest
from joblib.externals.loky import get_reusable_executor
from scipy.stats import randint
from sklearn.exceptions import FitFailedWarning
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import sk_hpo
from sk_hpo import BayesSearchCV, GridSearchCV2
from sk_hpo.evaluate import evaluate
from tests.contracts.searches import HALVING, SEARCHES, choices_too
from tests.faults import estimators as faults
from tests.faults.estimators import (
    BAD,
    GRID,
    ONE_SPLIT,
    Faulty,
    SlowAbove,
    X,
    scores_of,
    y,
)
from tests.faults.test_crashes import (
    LISTS_OR_ASKS,
    NOT_FINITE,
    UNDISTURBED,
    slow_but,
)

pytestmark = choices_too
# Of a limit: far more than a fit without a fault takes.
SECONDS = 2.0


@pytest.mark.filterwarnings(NOT_FINITE)
@pytest.mark.parametrize("name", slow_but("GridSearchCV2", LISTS_OR_ASKS))
def test_a_fit_over_its_time_has_failed(name):
    faulty = Faulty(fault=faults.hang_in_c)
    search = SEARCHES[name](faulty, GRID, cv=ONE_SPLIT, fit_timeout=SECONDS)
    with pytest.warns(FitFailedWarning, match=r"'number': 2.*longer than 2 seconds"):
        search.fit(X, y)
    assert scores_of(search) == {**UNDISTURBED, BAD: None}
    assert search.best_estimator_.number in (0, 1)


@pytest.mark.slow
@pytest.mark.filterwarnings(NOT_FINITE)
@pytest.mark.parametrize("fault", [faults.hang_deaf, faults.hang_in_c])
def test_whatever_it_is_doing_and_others_go_on(fault):
    faulty = Faulty(fault=fault)
    grid = {"number": [0, BAD, 1, 3, 4, 5]}
    search = GridSearchCV2(faulty, grid, cv=2, n_jobs=2, fit_timeout=SECONDS)
    with pytest.warns(FitFailedWarning, match="2 fits failed out of a total of 12"):
        search.fit(X, y)
    alone = GridSearchCV2(Faulty(), grid, cv=2).fit(X, y)
    assert scores_of(search) == {**scores_of(alone), BAD: None}


@pytest.mark.slow
@pytest.mark.filterwarnings(NOT_FINITE)
def test_a_model_keeps_away_from_what_takes_too_long():
    search = BayesSearchCV(
        SlowAbove(),
        {"level": (0.0, 1.0)},
        n_iter=16,
        n_points=1,
        cv=ONE_SPLIT,
        fit_timeout=SECONDS,
        random_state=0,
    )
    with pytest.warns(FitFailedWarning, match="longer than 2 seconds"):
        search.fit(X, y)
    levels = np.array([trial.params["level"] for trial in search.trials])
    first, last = levels[:6], levels[6:]
    assert (first > 0.6).any()
    assert (last > 0.6).mean() < 0.42
    assert search.best_score_ > 0.57


@pytest.mark.slow
@pytest.mark.filterwarnings(NOT_FINITE)
def test_a_group_over_its_time_is_run_apart_each_with_its_own_limit():
    steps = make_pipeline(StandardScaler(), Faulty(fault=faults.sleep))
    grid = {"faulty__number": [0, BAD, 1]}
    search = GridSearchCV2(steps, grid, cv=ONE_SPLIT, fit_timeout=SECONDS)
    with pytest.warns(FitFailedWarning, match="1 fits failed out of a total of 3"):
        search.fit(X, y)
    assert list(search.sharing_report["group"]) == [0]
    assert scores_of(search) == {**UNDISTURBED, BAD: None}


@pytest.mark.parametrize(
    "config",
    [
        {"backend": "threading", "n_jobs": 2},
        pytest.param({"backend": "dask"}, marks=pytest.mark.dask),
    ],
)
def test_where_it_can_not_be_kept_fit_says_so(config, request):
    if config["backend"] == "dask":
        request.getfixturevalue("dask_client")
    search = GridSearchCV2(Faulty(), GRID, fit_timeout=1.0)
    with (
        joblib.parallel_config(**config),
        pytest.raises(ValueError, match=r"fit_timeout=1.0 is not supported here"),
    ):
        search.fit(X, y)
    assert not hasattr(search, "cv_results_")


@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize("parameter", ["timeout", "fit_timeout"])
@pytest.mark.parametrize("value", [0, -1.5, "10", float("nan")])
def test_what_is_no_time(name, parameter, value):
    search = SEARCHES[name](Faulty(), GRID, **{parameter: value})
    with pytest.raises(ValueError, match=f"'{parameter}' parameter of {name} must be"):
        search.fit(X, y)


# The search


def of_many(name, faulty, **settings):
    """A search of a thousand candidates."""
    if name in HALVING:
        # one level, of all rows
        settings |= {"min_resources": "exhaust", "factor": 10**4, "random_state": 0}
    if "Grid" in name:
        grid = {"number": list(range(1000))}
        return getattr(sk_hpo, name)(faulty, grid, **settings)
    if name == "HalvingRandomSearchCV2":
        return sk_hpo.HalvingRandomSearchCV2(
            faulty, {"number": randint(0, 10**6)}, n_candidates=1000, **settings
        )
    space = randint(0, 10**6) if name == "RandomSearchCV2" else (0, 10**6)
    return getattr(sk_hpo, name)(
        faulty, {"number": space}, n_iter=1000, random_state=0, **settings
    )


@pytest.mark.parametrize(
    "name",
    [
        name
        if name in ("GridSearchCV2", "BayesSearchCV")
        else pytest.param(name, marks=pytest.mark.slow)
        for name in SEARCHES
    ],
)
def test_a_search_ends_in_time_with_what_is_complete(name):
    SEARCHES[name](Faulty(), GRID, cv=ONE_SPLIT).fit(X, y)  # imports what it needs
    search = of_many(
        name, Faulty(seconds=0.4), cv=ONE_SPLIT, timeout=4.0, share_fits=False
    )
    start = time.monotonic()
    search.fit(X, y)
    assert 4.0 <= time.monotonic() - start < 20
    assert 1 <= len(search.trials) < 1000
    assert len(search.cv_results_["params"]) == len(search.trials)
    assert search.best_estimator_.number == search.best_params_["number"]


@pytest.mark.parametrize(
    "share_fits", [True, pytest.param(False, marks=pytest.mark.slow)]
)
def test_a_fit_that_runs_when_the_time_is_over_counts(share_fits):
    steps = make_pipeline(StandardScaler(), Faulty(seconds=1.2))
    grid = {"faulty__number": [0, 1, 3]}
    settings = {"cv": ONE_SPLIT, "refit": False, "share_fits": share_fits}
    search = GridSearchCV2(steps, grid, timeout=1.0, **settings).fit(X, y)
    assert search.cv_results_["params"] == [{"faulty__number": 0}]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "backend"),
    [
        ("GridSearchCV2", "loky"),
        ("GridSearchCV2", "threading"),
        ("RandomSearchCV2", "threading"),
        ("BayesSearchCV", "loky"),
        ("GradSearchCV", "threading"),
    ],
)
def test_a_search_of_two_workers_ends_in_time(name, backend):
    settings = {"cv": 2, "timeout": 2.0, "n_jobs": 2, "share_fits": False}
    search = of_many(name, Faulty(seconds=0.02), **settings)
    with joblib.parallel_config(backend=backend):
        GridSearchCV2(Faulty(), GRID, n_jobs=2, cv=2).fit(X, y)  # starts processes
        search.fit(X, y)
    assert 1 <= len(search.trials) < 1000
    assert all(len(trial.results) == 2 for trial in search.trials)
    assert hasattr(search, "best_estimator_")


@pytest.mark.slow
def test_what_takes_longer_than_the_longest_fit_so_far_is_dropped():
    grid = {"number": [0, 1, BAD, 3, 4]}
    search = GridSearchCV2(Faulty(seconds=0.05), grid, cv=ONE_SPLIT, n_jobs=2)
    search.fit(X, y)  # now the processes are there
    search.set_params(estimator__fault=faults.sleep, timeout=3.0)
    start = time.monotonic()
    search.fit(X, y)
    assert time.monotonic() - start < 60
    assert BAD not in scores_of(search)
    assert scores_of(search)[0] == UNDISTURBED[0]


# That an abort does so is tested in tests/pool.
@pytest.mark.slow
def test_only_the_process_that_runs_a_fit_is_ended_when_the_time_is_over():
    grid = {"number": [0, 1, BAD, 3, 4]}
    search = GridSearchCV2(Faulty(), grid, cv=ONE_SPLIT, n_jobs=2).fit(X, y)
    before = set(get_reusable_executor(reuse=True)._processes)
    search.set_params(estimator__fault=faults.sleep, timeout=3.0).fit(X, y)
    after = set(get_reusable_executor(reuse=True)._processes)
    assert len(before & after) == 1
    assert len(after) == 2  # so the next search need not start one


@pytest.mark.slow
def test_the_start_of_processes_takes_none_of_the_time():
    get_reusable_executor(reuse=True).shutdown()
    search = GridSearchCV2(Faulty(), GRID, cv=ONE_SPLIT, n_jobs=2, timeout=1.5)
    assert search.fit(X, y).trials


def test_units_that_waited_for_a_worker_until_the_time_was_over_are_not_begun():
    late = time.monotonic() - 1.0
    assert list(evaluate(None, None, [None], seconds=5.0, until=late)) == []


def test_candidates_of_a_group_become_complete_before_the_group_does():
    steps = make_pipeline(StandardScaler(), Faulty(seconds=0.02))
    grid = {"faulty__number": list(range(60))}  # 1.2 seconds a split
    search = GridSearchCV2(steps, grid, cv=2, timeout=1.0).fit(X, y)
    assert list(search.sharing_report["group"]) == [0]
    assert 1 <= len(search.trials) < 60


def test_rounds_after_the_time_are_not_begun():
    class Rounds(GridSearchCV2):
        def _run_search(self, evaluate_candidates):
            for number in range(1000):
                evaluate_candidates([{"number": number}])

    search = Rounds(Faulty(seconds=0.02), GRID, cv=ONE_SPLIT, timeout=1.0).fit(X, y)
    assert 1 <= len(search.trials) < 1000


def test_without_a_complete_candidate_there_is_an_error():
    search = GridSearchCV2(Faulty(seconds=0.2), GRID, cv=4, timeout=0.3)
    words = (
        r"timeout=0.3 seconds: (1 fit was|. fits were) complete, .*[Aa] fit with its "
        r"scoring took 0\.\d+ seconds on average, the longest 0\.\d+\. "
        "Set .*fewer splits$"
    )
    with pytest.raises(TimeoutError, match=words):
        search.fit(X, y)


@pytest.mark.slow
def test_the_error_says_what_took_the_time():
    get_reusable_executor(reuse=True).shutdown()
    search = GridSearchCV2(Faulty(seconds=600), GRID, cv=2, n_jobs=2, timeout=0.3)
    words = (
        r"[Tt]he first fits were not complete after 0\.\d+ seconds; the \d+\.\d "
        "seconds in which worker processes started do not count"
    )
    with pytest.raises(TimeoutError, match=words):
        search.fit(X, y)


@pytest.mark.parametrize("share_fits", [True, False])
def test_only_where_fits_are_shared_is_it_said_that_they_need_not(share_fits):
    steps = make_pipeline(StandardScaler(), Faulty(seconds=0.2))
    grid = {"faulty__number": [0, 1, BAD]}
    search = GridSearchCV2(steps, grid, cv=4, timeout=0.3, share_fits=share_fits)
    with pytest.raises(TimeoutError) as told:
        search.fit(X, y)
    assert ("share_fits=False" in str(told.value)) == share_fits


def test_a_long_time_changes_nothing():
    search = GridSearchCV2(Faulty(), GRID, cv=ONE_SPLIT, timeout=3600).fit(X, y)
    assert scores_of(search) == UNDISTURBED
