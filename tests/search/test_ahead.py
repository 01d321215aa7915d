"""Fits of a level that run before it begins, in workers that would be idle.

The last candidate of the first level waits, in one of its fits, for a fit of the next
level. Only a worker that runs ahead can end its waiting.
"""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from joblib import parallel_config
from scipy.stats import loguniform, randint
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import Lasso
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import scale
from sklearn.svm import SVC

from sk_hpo import HalvingGridSearchCV2, HalvingRandomSearchCV2, load_results
from sk_hpo._compat.sklearn_halving import (
    HalvingGridSearchCV,
    HalvingRandomSearchCV,
    run_levels,
)
from sk_hpo.journal import Journal
from sk_hpo.problem import Problem
from sk_hpo.search.session import session
from sk_hpo.search.session.candidate_groups import before_others
from sk_hpo.search.session.levels import next_level
from tests.equality import assert_same_table
from tests.faults import programs
from tests.faults.killing import n_recorded

X, y = load_breast_cancer(return_X_y=True)
PATIENCE = 20.0  # seconds
GRID = {"leaf": [25, 21, 18, 15, 12, 9, 6, 3, 1]}
LAST = GRID["leaf"][-1]
ROWS = {"min_resources": 60, "max_resources": 540}
NUMBER = {"resource": "number", "min_resources": 1, "max_resources": 9}


class Worst(HalvingGridSearchCV2):
    """Gives the worst candidates more, which nothing but its results says."""

    def _run_search(self, evaluate_candidates):
        def evaluate(*args, **kwargs):
            table = evaluate_candidates(*args, **kwargs)
            return {**table, "mean_test_score": -table["mean_test_score"]}

        run_levels(super()._run_search, evaluate, None)


class Waits(ClassifierMixin, BaseEstimator):
    """Neighbours of which one fit waits for one with more of the resource.

    Parameters
    ----------
    leaf : int
        The number of neighbours. More is worse, a little.
    number : int
        A resource.
    folder : str
        Where fits leave word: "waits" if one has waited, "ahead" if another one has
        had more of the resource, "seen" if the one has seen that.
    dies : bool
        Whether the first fit with more of the resource kills its process.
    hangs : bool
        Whether fits with more of the resource hang.
    patience : float
        Seconds for which the one fit waits.
    until : str
        The name of the file for which it waits.
    """

    def __init__(
        self,
        leaf=1,
        number=1,
        folder="",
        dies=False,
        hangs=False,
        patience=PATIENCE,
        until="ahead",
    ):
        self.leaf = leaf
        self.number = number
        self.folder = folder
        self.dies = dies
        self.hangs = hangs
        self.patience = patience
        self.until = until

    def fit(self, X, y):
        if self.folder:
            self._meet(self.number > 1 or 50 < len(X) < 280)
        self.classes_ = np.unique(y)
        self.model_ = KNeighborsClassifier(self.leaf).fit(X, y)
        return self

    def _meet(self, more):
        if more:
            first = self._claims("ahead")
            if first and self.dies:
                os._exit(1)
            if self.hangs:
                time.sleep(600)
        elif self.leaf == LAST and self._claims("waits"):
            ends = time.monotonic() + self.patience
            while time.monotonic() < ends:
                if Path(self.folder, self.until).exists():
                    Path(self.folder, "seen").touch()
                    return
                time.sleep(0.01)

    def _claims(self, name):
        try:
            Path(self.folder, name).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def predict(self, X):
        return self.model_.predict(X)

    def score(self, X, y):
        return super().score(X, y) - self.leaf / 1000  # no two have equal scores


@pytest.fixture(autouse=True)
def short_fits_run_ahead_too(monkeypatch):
    monkeypatch.setattr(next_level, "LEAST_SECONDS", 0.0)


def search_of(folder, settings, **more):
    own = "dies", "hangs", "patience", "until"
    how = {name: more.pop(name) for name in own if name in more}
    given = {"cv": 2, "random_state": 0, "n_jobs": 2, **settings, **more}
    return HalvingGridSearchCV2(Waits(folder=str(folder), **how), GRID, **given)


def expected_of(settings, **more):
    given = {"cv": 2, "random_state": 0, **settings, **more}
    return HalvingGridSearchCV(Waits(), GRID, **given).fit(X, y)


@pytest.mark.parametrize("backend", ["loky", "threading"])
@pytest.mark.parametrize("settings", [ROWS, NUMBER], ids=["rows", "parameter"])
def test_idle_workers_begin_the_next_level(settings, backend, tmp_path):
    with parallel_config(backend):
        search = search_of(tmp_path, settings).fit(X, y)
    assert (tmp_path / "seen").exists()
    assert_same_table(search.cv_results_, expected_of(settings).cv_results_)
    assert search.n_candidates_ == [9, 3, 1]
    assert search.n_fits == 13 * 2  # none twice
    assert [trial.candidate.id for trial in search.trials] == list(range(13))


def test_a_generator_is_drawn_from_as_often(tmp_path):
    ours, theirs = np.random.RandomState(3), np.random.RandomState(3)
    search = search_of(tmp_path, ROWS, random_state=ours).fit(X, y)
    assert (tmp_path / "seen").exists()
    expected = expected_of(ROWS, random_state=theirs)
    assert_same_table(search.cv_results_, expected.cv_results_)
    assert ours.randint(2**31) == theirs.randint(2**31)


@pytest.mark.parametrize("settings", [ROWS, NUMBER], ids=["rows", "parameter"])
def test_the_checkpoint_has_them(settings, tmp_path):
    path = tmp_path / "search.db"
    search = search_of(tmp_path, settings, checkpoint=path).fit(X, y)
    assert (tmp_path / "seen").exists()
    saved = load_results(path)[-1]
    assert saved.cv_results_["params"] == search.cv_results_["params"]
    again = search_of(tmp_path, settings, checkpoint=path).fit(X, y)
    assert again.n_fits == 0
    assert_same_table(again.cv_results_, search.cv_results_)


KILLED = """
import sys
from tests.search import test_ahead
from tests.search.test_ahead import NUMBER, ROWS, X, search_of, y
folder, settings = sys.argv[1:]
test_ahead.next_level.LEAST_SECONDS = 0.0
more = {"checkpoint": folder + "/search.db", "until": "released"}
search_of(folder, globals()[settings], **more).fit(X, y)
"""


@pytest.mark.parametrize("name", ["ROWS", "NUMBER"])
def test_a_killed_search_has_them(name, tmp_path):
    path, settings = tmp_path / "search.db", globals()[name]
    # the first level but for one fit, and both splits of two candidates
    most = len(GRID["leaf"]) * 2 - 1 + 4
    with programs.running(KILLED, str(tmp_path), name, folder=tmp_path):
        ends = time.monotonic() + programs.PATIENCE
        while n_recorded(path) < most and time.monotonic() < ends:
            time.sleep(0.02)
    assert n_recorded(path) == most
    more = {"checkpoint": path, "until": "released"}
    (tmp_path / "released").touch()
    search = search_of(tmp_path, settings, **more).fit(X, y)
    assert search.n_fits == 13 * 2 - most
    assert_same_table(search.cv_results_, expected_of(settings).cv_results_)


@pytest.mark.parametrize("settings", [ROWS, NUMBER], ids=["rows", "parameter"])
def test_what_is_in_the_checkpoint_is_not_run_ahead(settings, tmp_path):
    path = tmp_path / "search.db"
    own = {"checkpoint": path, "patience": 1.0, "refit": False}
    search_of(tmp_path, settings, **own).fit(X, y)
    # as if the search had been killed before the last candidate of the first level
    with closing(sqlite3.connect(path)) as file, file:
        last = "SELECT params FROM candidates WHERE number = ?"
        file.execute(f"DELETE FROM fits WHERE params IN ({last})", [8])
    assert n_recorded(path) == 12 * 2
    for word in ("waits", "ahead", "seen"):
        (tmp_path / word).unlink()
    again = search_of(tmp_path, settings, **own).fit(X, y)
    assert (tmp_path / "waits").exists()
    assert not (tmp_path / "ahead").exists()
    assert again.n_fits == 2
    assert_same_table(again.cv_results_, expected_of(settings).cv_results_)


def test_an_interrupt_when_a_level_begins_loses_no_fit(tmp_path, monkeypatch):
    n_told = 0

    class Interrupted(Journal):
        def told(self, result):
            nonlocal n_told
            n_told += 1
            if n_told == most + 1:  # the first of those that ran ahead, with its level
                raise KeyboardInterrupt

    # the first level, and both splits of the two candidates that ran ahead of the next
    most = len(GRID["leaf"]) * 2 + 4
    monkeypatch.setattr(session, "Journal", Interrupted)
    search = search_of(tmp_path, ROWS, patience=2.0, until="never")
    with pytest.raises(KeyboardInterrupt):
        search.fit(X, y)
    assert (tmp_path / "ahead").exists()
    assert len(search.trials) == 9 + 2


def test_a_dead_worker_costs_nothing(tmp_path):
    search = search_of(tmp_path, ROWS, dies=True).fit(X, y)
    assert (tmp_path / "seen").exists()
    assert_same_table(search.cv_results_, expected_of(ROWS).cv_results_)


def test_a_search_that_is_stopped_does_not_wait_for_them(tmp_path):
    def stop(trial, search):
        return len(search.trials) == len(GRID["leaf"])

    start = time.monotonic()
    search = search_of(tmp_path, ROWS, hangs=True, callback=stop).fit(X, y)
    assert time.monotonic() - start < PATIENCE
    assert (tmp_path / "seen").exists()
    assert search.n_candidates_ == [9]


@pytest.mark.parametrize("settings", [ROWS, NUMBER], ids=["rows", "parameter"])
def test_what_was_not_certain_after_all_is_dropped(settings, tmp_path):
    given = {"cv": 2, "random_state": 0, **settings}
    ahead = Worst(Waits(folder=str(tmp_path)), GRID, n_jobs=2, **given).fit(X, y)
    assert (tmp_path / "seen").exists()
    one_worker = Worst(Waits(), GRID, **given).fit(X, y)
    for name in ("iter", "n_resources", "param_leaf", "mean_test_score"):
        assert list(ahead.cv_results_[name]) == list(one_worker.cv_results_[name])
    best = expected_of(settings).cv_results_
    kept = [set(table["param_leaf"][9:12]) for table in (best, ahead.cv_results_)]
    assert kept[0].isdisjoint(kept[1])


@pytest.mark.parametrize(
    "settings", [{"error_score": "raise"}, {"verbose": 2}], ids=["raise", "verbose"]
)
def test_not_where_fits_are_counted_or_raise(settings, tmp_path):
    search_of(tmp_path, ROWS, patience=1.0, **settings).fit(X, y)
    assert (tmp_path / "waits").exists()
    assert not (tmp_path / "seen").exists()


@pytest.mark.parametrize(
    "limit",
    [{"callback": lambda trial, search: False}, {"timeout": 600}],
    ids=["callback", "timeout"],
)
def test_not_in_threads_of_a_search_that_may_be_stopped(limit, tmp_path):
    with parallel_config("threading"):
        search_of(tmp_path, ROWS, patience=1.0, **limit).fit(X, y)
    assert (tmp_path / "waits").exists()
    assert not (tmp_path / "seen").exists()


def test_not_if_fits_are_short(tmp_path, monkeypatch):
    monkeypatch.setattr(next_level, "LEAST_SECONDS", PATIENCE)
    search_of(tmp_path, ROWS, patience=1.0).fit(X, y)
    assert (tmp_path / "waits").exists()
    assert not (tmp_path / "seen").exists()


def test_not_if_others_change_the_score():
    def found(estimator, params, **more):
        splits = [(np.arange(50), np.arange(50, 100))]
        data = estimator, X[:100], y[:100], splits
        problem = Problem(*data, None, {}, {}, 0.0, return_train_score=False, **more)
        return before_others(params, problem, None)

    params = [{"alpha": 0.1}, {"alpha": 1.0}]
    assert found(Lasso(), params) == {}
    assert found(Lasso(), params, bitwise=True) == {0: True, 1: True}
    assert found(SVC(), [{"C": 1.0}]) == {0: True}
    assert found(Waits(), [{"leaf": 1}]) == {0: False}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.in_turn
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.filterwarnings("ignore:One or more of the t")
def test_the_same_on_two_workers(seed):
    """Fits of a few milliseconds, of which some share work and some fail."""
    drawn = {
        "C": loguniform(1e-3, 1e3),
        "kernel": ["linear", "rbf", "poly"],
        "degree": randint(-1, 4),
    }
    given = {"cv": 3, "n_candidates": 30, "min_resources": 40, "random_state": seed}
    scaled = scale(X), y
    ours = HalvingRandomSearchCV2(SVC(), drawn, n_jobs=2, **given).fit(*scaled)
    theirs = HalvingRandomSearchCV(SVC(), drawn, **given).fit(*scaled)
    assert_same_table(ours.cv_results_, theirs.cv_results_)
