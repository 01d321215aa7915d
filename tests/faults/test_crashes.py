"""A worker that dies: its fit is run again, and costs at most its own score."""

import pytest
from sklearn.exceptions import FitFailedWarning
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo import GridSearchCV2
from sk_hpo._compat.joblib_parallel import Backend
from tests.contracts.searches import SEARCHES, choices_too
from tests.faults import estimators as faults
from tests.faults.estimators import BAD, GRID, ONE_SPLIT, Faulty, X, scores_of, y

pytestmark = choices_too
NOT_FINITE = "ignore:One or more of the (test|train) scores:UserWarning"
UNDISTURBED = scores_of(GridSearchCV2(Faulty(), GRID, cv=ONE_SPLIT).fit(X, y))
# The engine handles the end of a worker: one search that lists its candidates and one
# that asks a model. Choices are not descended; test_descents.py has what is.
LISTS_OR_ASKS = ["GridSearchCV2", "BayesSearchCV"]


def slow_but(first, names):
    """All names as parameters, those besides `first` marked as slow."""
    return [
        name if name == first else pytest.param(name, marks=pytest.mark.slow)
        for name in names
    ]


@pytest.mark.filterwarnings(NOT_FINITE)
@pytest.mark.parametrize("name", slow_but("GridSearchCV2", LISTS_OR_ASKS))
def test_a_fit_that_kills_its_process_costs_its_own_score(name):
    search = SEARCHES[name](
        Faulty(fault=faults.be_killed), GRID, cv=ONE_SPLIT, n_jobs=2
    )
    with pytest.warns(FitFailedWarning, match=r"'number': 2.*killed by SIGKILL"):
        search.fit(X, y)
    assert scores_of(search) == {**UNDISTURBED, BAD: None}
    assert search.best_score_ == max(UNDISTURBED[0], UNDISTURBED[1])
    (failed,) = [t for t in search.trials if t.params["number"] == BAD]
    assert failed.value != failed.value  # what a strategy sees: no score
    assert search.n_fits == 3


# With a limit it is a process of our own from the start, and fewer are started.
@pytest.mark.slow
@pytest.mark.filterwarnings(NOT_FINITE)
def test_a_crash_in_c_costs_its_own_score():
    search = GridSearchCV2(
        Faulty(fault=faults.crash), GRID, cv=ONE_SPLIT, fit_timeout=60
    )
    with pytest.warns(FitFailedWarning, match="killed by SIGSEGV"):
        search.fit(X, y)
    assert scores_of(search) == {**UNDISTURBED, BAD: None}


@pytest.mark.parametrize(
    "settings",
    [
        {"fit_timeout": 60},  # a process of our own from the start
        pytest.param({"n_jobs": 2}, marks=pytest.mark.slow),
    ],
)
def test_a_death_by_chance_costs_nothing(settings, tmp_path):
    faulty = Faulty(fault=faults.be_killed, once=str(tmp_path / "died"))
    search = GridSearchCV2(faulty, GRID, cv=ONE_SPLIT, **settings).fit(X, y)
    assert (tmp_path / "died").exists()
    assert scores_of(search) == UNDISTURBED


@pytest.mark.slow
@pytest.mark.filterwarnings(NOT_FINITE)
def test_a_group_whose_process_dies_is_run_apart():
    steps = make_pipeline(StandardScaler(), Faulty(fault=faults.be_killed))
    grid = {"faulty__number": [0, 1, BAD]}
    search = GridSearchCV2(steps, grid, cv=ONE_SPLIT, fit_timeout=60)
    with pytest.warns(FitFailedWarning, match="killed by SIGKILL"):
        search.fit(X, y)
    assert list(search.sharing_report["group"]) == [0]
    assert scores_of(search) == {**UNDISTURBED, BAD: None}


@pytest.mark.slow
def test_with_error_score_raise_a_death_is_an_error_and_results_are_kept():
    search = GridSearchCV2(
        Faulty(fault=faults.leave),
        GRID,
        cv=ONE_SPLIT,
        n_jobs=1,
        fit_timeout=60,
        error_score="raise",
    )
    with pytest.raises(RuntimeError, match=r"'number': 2.*exited with code 7"):
        search.fit(X, y)
    assert scores_of(search) == {0: UNDISTURBED[0], 1: UNDISTURBED[1]}
    assert search.best_index_ in (0, 1)


@pytest.mark.filterwarnings(NOT_FINITE)
@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (faults.exit_like_a_script, "SystemExit: no more"),
        (faults.run_out_of_memory, "MemoryError: no more"),
    ],
)
def test_exits_and_want_of_memory_are_failed_fits(name, fault, cause):
    search = SEARCHES[name](
        Faulty(fault=fault), GRID, cv=ONE_SPLIT, return_train_score=True
    )
    with pytest.warns(FitFailedWarning, match=cause):
        search.fit(X, y)
    assert scores_of(search) == {**UNDISTURBED, BAD: None}
    # seconds, not the time of day
    assert search.cv_results_["mean_fit_time"].max() < 1e6


@pytest.mark.filterwarnings(NOT_FINITE)
def test_an_exit_in_a_group_with_several_metrics_and_a_score_for_failures():
    steps = make_pipeline(StandardScaler(), Faulty(fault=faults.exit_like_a_script))
    search = GridSearchCV2(
        steps,
        {"faulty__number": [0, 1, BAD]},
        cv=ONE_SPLIT,
        scoring=["accuracy", "balanced_accuracy"],
        refit="accuracy",
        error_score=-1,
    )
    with pytest.warns(FitFailedWarning, match="SystemExit"):
        search.fit(X, y)
    assert list(search.sharing_report["group"]) == [0]
    table = search.cv_results_
    assert list(table["mean_test_accuracy"]) == [UNDISTURBED[0], UNDISTURBED[1], -1.0]
    assert table["mean_test_balanced_accuracy"][BAD] == -1.0


def test_an_exit_under_error_score_raise_is_an_error():
    search = GridSearchCV2(
        Faulty(fault=faults.exit_like_a_script), GRID, cv=ONE_SPLIT, error_score="raise"
    )
    with pytest.raises(RuntimeError, match=r"'number': 2.*SystemExit"):
        search.fit(X, y)
    assert scores_of(search) == {0: UNDISTURBED[0], 1: UNDISTURBED[1]}


def test_processes_that_can_not_start_end_the_search_and_results_are_kept(
    monkeypatch,
):
    # Python itself does not start with a home that isn't there.
    broken = {"PYTHONHOME": "/nowhere"}
    faulty = Faulty(fault=faults.be_killed, seconds=0.3)
    # Each fit travels alone, so that two are told before the third dies.
    monkeypatch.setattr("sk_hpo.engine.chunk_sizes.CHUNK_SECONDS", 1e-6)
    monkeypatch.setattr(Backend, "environment", broken)
    search = GridSearchCV2(faulty, {"number": [0, 1, 0, BAD]}, cv=ONE_SPLIT, n_jobs=2)
    with pytest.raises(RuntimeError, match="no worker process can be started: 3 in a"):
        search.fit(X, y)
    assert set(scores_of(search)) >= {0}
    assert BAD not in scores_of(search)
