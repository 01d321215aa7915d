"""`racing=`: what users see of candidates that are not given all their splits."""

import functools
import os
import pickle
import re
import sqlite3
import warnings
from contextlib import closing

import numpy as np
import pytest
from joblib import parallel_config
from scipy.stats import loguniform
from sklearn.base import BaseEstimator, clone
from sklearn.datasets import load_diabetes, load_iris
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.metrics import make_scorer, mean_absolute_error, r2_score
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    KFold,
    LeaveOneOut,
    ParameterGrid,
    ShuffleSplit,
    TimeSeriesSplit,
    cross_val_score,
)
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

from sk_hpo import (
    BayesSearchCV,
    GridSearchCV2,
    RandomSearchCV2,
    StoppedTrial,
    Trial,
    load_results,
)
from sk_hpo.search.base import EngineSearch
from tests.equality import same_value

X, y = load_diabetes(return_X_y=True)
X, y = 20 * X[:150], (y[:150] - 150) / 75
GRID = {"C": [0.001, 0.01, 0.1, 1, 10, 100], "gamma": [1e-4, 1e-3, 1e-2, 0.1, 1]}
N = 30
SPACE = {"C": (1e-3, 1e2, "log-uniform"), "gamma": (1e-4, 1.0, "log-uniform")}
DRAWN = {"C": loguniform(1e-3, 1e2), "gamma": loguniform(1e-4, 1)}

SEARCHES = {
    "grid": GridSearchCV2(SVR(), GRID),
    "random": RandomSearchCV2(SVR(), DRAWN, n_iter=N, random_state=0),
    "bayes": BayesSearchCV(SVR(), SPACE, n_iter=24, random_state=0),
}
every_search = pytest.mark.parametrize("name", SEARCHES)


def raced(name="grid", **settings):
    search = clone(SEARCHES[name]).set_params(racing=True, **settings)
    return search.fit(X, y)


def plain(name="grid", cv=5):
    """One that races, for tests that only read it."""
    return _plain(name, cv)


@functools.cache
def _plain(name, cv):
    return raced(name, cv=cv)


def assert_same(one, other):
    """Two tables are equal in all but the times."""
    assert list(one) == list(other)
    for key, column in one.items():
        if not key.endswith("_time"):
            assert all(map(same_value, column, other[key])), key


def splits_of(table, metric="score"):
    n = sum(re.fullmatch(rf"split\d+_test_{metric}", key) is not None for key in table)
    return np.column_stack([table[f"split{k}_test_{metric}"] for k in range(n)])


# -- What is found ---------------------------------------------------------------------


@pytest.mark.parametrize("cv", [4, pytest.param(10, marks=pytest.mark.slow)])
def test_scores_are_scikit_learn_s_and_the_best_is_found(cv):
    search = plain(cv=cv)
    whole = GridSearchCV(SVR(), GRID, cv=cv).fit(X, y)
    assert search.best_params_ == whole.best_params_
    assert search.best_index_ == whole.best_index_
    assert search.best_score_ == pytest.approx(whole.best_score_, rel=1e-12)
    assert search.stopped
    assert search.n_fits < 0.8 * cv * N
    ours, theirs = splits_of(search.cv_results_), splits_of(whole.cv_results_)
    known = ~np.isnan(ours)
    np.testing.assert_allclose(ours[known], theirs[known], rtol=1e-12)
    assert search.predict(X).shape == y.shape


@pytest.mark.parametrize(
    ("name", "backend"),
    [
        ("grid", "loky"),
        ("grid", "threading"),
        pytest.param("bayes", "threading", marks=pytest.mark.slow),
    ],
)
def test_the_number_of_workers_changes_nothing(name, backend):
    alone = plain(name, cv=4)
    with parallel_config(backend, n_jobs=2):
        together = raced(name, cv=4)
    assert_same(alone.cv_results_, together.cv_results_)
    for one, other in zip(alone.stopped, together.stopped, strict=True):
        assert one.candidate.id == other.candidate.id
        assert one.leader == other.leader
        assert one.probability == pytest.approx(other.probability)
        assert one.estimate == pytest.approx(other.estimate)
    # what was run ahead in vain is counted too
    assert alone.n_fits <= together.n_fits


def test_shared_work_stays_shared():
    model = RandomForestRegressor(random_state=0)
    grid = {"n_estimators": [2, 4, 8, 16], "min_samples_leaf": [1, 5, 20, 60]}
    search = GridSearchCV2(model, grid, cv=6, racing=0.2).fit(X, y)
    whole = GridSearchCV2(model, grid, cv=6).fit(X, y)
    assert search.stopped
    assert any(saved > 0 for saved in search.sharing_report["fits_saved"])
    ours, theirs = splits_of(search.cv_results_), splits_of(whole.cv_results_)
    known = ~np.isnan(ours)
    np.testing.assert_array_equal(ours[known], theirs[known])


def test_other_splits_that_race():
    for cv in (ShuffleSplit(8, random_state=0), KFold(8, shuffle=True, random_state=0)):
        assert raced(cv=cv).stopped
    given = raced(cv=iter(list(KFold(8).split(X))))
    assert_same(given.cv_results_, raced(cv=KFold(8)).cv_results_)


def test_groups_go_to_the_splitter():
    groups = np.arange(150) // 5
    search = GridSearchCV2(SVR(), GRID, cv=GroupKFold(6), racing=True)
    search.fit(X, y, groups=groups)
    assert search.stopped
    assert search.n_splits_ == 6


def test_leave_one_out_of_scores_of_0_or_1():
    rows = np.arange(0, 150, 3)
    iris_X, iris_y = (part[rows] for part in load_iris(return_X_y=True))
    grid = {"n_neighbors": [1, 3, 5, 7, 9, 20, 30, 35, 40, 45]}
    search = GridSearchCV2(KNeighborsClassifier(), grid, cv=LeaveOneOut(), racing=True)
    search.fit(iris_X, iris_y)
    whole = clone(search).set_params(racing=False).fit(iris_X, iris_y)
    assert search.best_params_ == whole.best_params_
    assert search.stopped
    assert all(len(trial.results) >= 5 for trial in search.stopped)


# -- The table and the trials ----------------------------------------------------------


def test_rows_of_stopped_candidates():
    search = raced(cv=5, return_train_score=True)
    table = search.cv_results_
    n = table["n_splits_evaluated"]
    scores = splits_of(table)
    np.testing.assert_array_equal((~np.isnan(scores)).sum(axis=1), n)
    trains = np.column_stack([table[f"split{k}_train_score"] for k in range(5)])
    np.testing.assert_array_equal(np.isnan(trains), np.isnan(scores))
    stopped = n < 5
    assert [t.candidate.id for t in search.stopped] == np.flatnonzero(stopped).tolist()
    assert [t.candidate.id for t in search.trials] == np.flatnonzero(~stopped).tolist()
    for column in ("mean_test_score", "std_test_score", "mean_train_score"):
        assert np.isnan(table[column][stopped]).all()
        assert np.isfinite(table[column][~stopped]).all()
    ranks = table["rank_test_score"]
    assert ranks.dtype == np.int32
    assert set(ranks[stopped]) == {len(search.trials) + 1}
    assert ranks[~stopped].max() <= len(search.trials)
    assert (table["mean_fit_time"] > 0).all()
    assert np.isfinite(table["std_score_time"]).all()


def test_trials_tell_why_candidates_were_stopped():
    search = plain(cv=10)
    for trial in search.stopped:
        assert isinstance(trial, StoppedTrial)
        assert 0 <= trial.probability <= 0.01
        assert search.cv_results_["n_splits_evaluated"][trial.leader] == 10
        assert trial.estimate < search.best_score_
        assert trial.error > 0
        assert np.isnan(trial.value)
        assert trial.params == search.cv_results_["params"][trial.candidate.id]
    whole = clone(search).set_params(racing=False).fit(X, y)
    assert whole.stopped == []
    assert "n_splits_evaluated" not in whole.cv_results_
    means = whole.cv_results_["mean_test_score"]
    true = np.array([means[trial.candidate.id] for trial in search.stopped])
    estimates = np.array([trial.estimate for trial in search.stopped])
    of_splits = np.nanmean(splits_of(search.cv_results_), axis=1)
    of_splits = of_splits[[trial.candidate.id for trial in search.stopped]]
    assert np.abs(estimates - true).mean() < np.abs(of_splits - true).mean()


def test_a_callable_refit_is_given_complete_rows():
    seen = []

    def choose(table):
        seen.append(table)
        return int(np.argmin(table["mean_test_score"]))

    search = raced(cv=5, refit=choose)
    (table,) = seen
    assert len(table["params"]) == len(search.trials)
    assert (table["n_splits_evaluated"] == 5).all()
    assert np.isfinite(table["mean_test_score"]).all()
    worst = min(search.trials, key=lambda trial: trial.value)
    assert search.best_index_ == worst.candidate.id
    assert search.best_params_ == worst.params
    assert worst.params["C"] == search.best_estimator_.C


def test_the_guiding_metric_decides():
    scoring = {"mae": make_scorer(mean_absolute_error, greater_is_better=False)}
    scoring["r2"] = make_scorer(r2_score)
    search = raced(cv=5, scoring=scoring, refit="r2")
    by_r2 = raced(cv=5, scoring="r2")
    np.testing.assert_array_equal(
        splits_of(search.cv_results_, "r2"), splits_of(by_r2.cv_results_)
    )
    missing = np.isnan(splits_of(search.cv_results_, "mae"))
    np.testing.assert_array_equal(missing, np.isnan(splits_of(by_r2.cv_results_)))
    by_mae = raced(cv=5, scoring="neg_mean_absolute_error")
    first = raced(cv=5, scoring=scoring, refit=False)
    np.testing.assert_array_equal(
        splits_of(first.cv_results_, "mae"), splits_of(by_mae.cv_results_)
    )


# -- Failures and limits ---------------------------------------------------------------


class Failing(SVR):
    """Fails where gamma is 1."""

    def fit(self, X, y, sample_weight=None):
        if self.gamma == 1:
            raise ValueError("told to fail")
        return super().fit(X, y, sample_weight)


@pytest.mark.parametrize("error_score", [np.nan, -50.0])
def test_candidates_that_fail_are_stopped(error_score):
    search = GridSearchCV2(Failing(), GRID, cv=5, racing=True, error_score=error_score)
    with pytest.warns(Warning, match="told to fail"):
        search.fit(X, y)
    failed = [t for t in search.stopped if t.params["gamma"] == 1]
    assert failed
    for trial in failed:
        row = [
            search.cv_results_[f"split{k}_test_score"][trial.candidate.id]
            for k in range(5)
        ]
        # error_score stands for fits that failed, not for those that were not run
        assert np.count_nonzero(np.isfinite(row)) in (0, len(trial.results))
        assert len(trial.results) < 5
    assert search.best_params_ == plain().best_params_


def test_a_callback_ends_the_search():
    search = raced(cv=5, callback=lambda trial, _: trial.candidate.id == 3)
    assert 0 < len(search.trials) + len(search.stopped) < N
    assert search.trials
    best = max(trial.value for trial in search.trials)
    assert search.best_score_ == pytest.approx(best)


def test_an_interrupt_keeps_what_is_complete():
    def interrupt(trial, search):
        if trial.candidate.id == 3:
            raise KeyboardInterrupt

    search = clone(SEARCHES["grid"]).set_params(racing=True, callback=interrupt, cv=5)
    with pytest.raises(KeyboardInterrupt):
        search.fit(X, y)
    complete = search.cv_results_["n_splits_evaluated"] == 5
    assert 0 < complete.sum() < N
    assert search.best_score_ == search.cv_results_["mean_test_score"][complete].max()


@every_search
def test_a_search_continues_from_its_checkpoint(name, tmp_path):
    path = tmp_path / "search.db"

    def interrupt(trial, search):
        if trial.candidate.id == 13:
            raise KeyboardInterrupt

    whole = plain(name)
    begun = clone(whole).set_params(checkpoint=path, callback=interrupt)
    with pytest.raises(KeyboardInterrupt):
        begun.fit(X, y)
    resumed = raced(name, cv=5, checkpoint=path)
    assert_same(resumed.cv_results_, whole.cv_results_)
    assert begun.n_fits + resumed.n_fits == whole.n_fits
    again = raced(name, cv=5, checkpoint=path)
    assert again.n_fits == 0
    assert_same(again.cv_results_, whole.cv_results_)
    for one, other in zip(again.stopped, whole.stopped, strict=True):
        assert one.probability == other.probability
        assert one.error == other.error
    (saved,) = load_results(path)
    table = saved.cv_results_
    np.testing.assert_array_equal(splits_of(table), splits_of(whole.cv_results_))
    for column in ("n_splits_evaluated", "rank_test_score", "mean_test_score"):
        np.testing.assert_array_equal(table[column], whole.cv_results_[column])


def test_another_search_uses_the_fits_of_stopped_candidates(tmp_path):
    path = tmp_path / "search.db"
    first = raced(cv=5, checkpoint=path)
    whole = GridSearchCV2(SVR(), GRID, cv=5, checkpoint=path).fit(X, y)
    assert whole.n_fits == 5 * N - first.n_fits
    assert len(whole.trials) == N


class Fails(SVR):
    """Fails where gamma is 1, until the environment says otherwise."""

    def fit(self, X, y, sample_weight=None):
        if self.gamma == 1 and "MENDED" not in os.environ:
            raise ValueError("told to fail")
        return super().fit(X, y, sample_weight)


def test_failed_fits_that_were_deleted_are_judged_anew(tmp_path, monkeypatch):
    path = tmp_path / "search.db"
    search = GridSearchCV2(Fails(), GRID, cv=5, racing=True, checkpoint=path)
    with pytest.warns(Warning, match="told to fail"):
        search.fit(X, y)
    with closing(sqlite3.connect(path)) as file:
        file.execute("DELETE FROM fits WHERE error IS NOT NULL")
        file.commit()
    (saved,) = load_results(path)
    gamma = saved.cv_results_["param_gamma"]
    assert 1 not in gamma.tolist()
    monkeypatch.setenv("MENDED", "")
    resumed = clone(search).fit(X, y)
    assert_same(resumed.cv_results_, plain().cv_results_)
    (saved,) = load_results(path)
    np.testing.assert_array_equal(
        saved.cv_results_["n_splits_evaluated"],
        resumed.cv_results_["n_splits_evaluated"],
    )


@pytest.mark.parametrize(
    "other",
    [
        {"n_iter": 12},
        pytest.param({"n_iter": 40}, marks=pytest.mark.slow),
        pytest.param({"refit": "mae"}, marks=pytest.mark.slow),
    ],
)
def test_a_search_that_decides_otherwise_does_not_take_the_stops(other, tmp_path):
    scoring = {"r2": "r2", "mae": "neg_mean_absolute_error"}
    settings = {"cv": 5, "scoring": scoring, "refit": "r2"}
    path = tmp_path / "search.db"
    first = raced("random", checkpoint=path, **settings)
    second = raced("random", checkpoint=path, **settings | other)
    fresh = raced("random", **settings | other)
    assert_same(second.cv_results_, fresh.cv_results_)
    assert second.n_fits < fresh.n_fits
    assert [len(one.cv_results_["params"]) for one in load_results(path)] == [
        len(search.cv_results_["params"]) for search in (first, second)
    ]


class Rounding(BaseEstimator):
    """Candidates with equal scores, or with scores that differ in the last bits."""

    def __init__(self, mean=0.0, number=0, bits=0):
        self.mean = mean
        self.number = number
        self.bits = bits

    def fit(self, X, y):
        return self

    def score(self, X, y):
        noise = np.sin(1e3 * X[0, 0] * (1 + self.mean))
        off = self.bits * np.sin(self.number * 1e4 * X[0, 0])
        return self.mean + 0.1 * float(noise) + 1e-16 * float(off)


def test_rounding_errors_decide_nothing():
    grid = {"mean": [0.7, 0.8, 0.9], "number": list(range(10))}
    cv = ShuffleSplit(8, random_state=0)
    one, other = (
        GridSearchCV2(Rounding(bits=bits), grid, cv=cv, racing=True).fit(X, y)
        for bits in (0, 3)
    )
    assert one.stopped
    np.testing.assert_array_equal(
        one.cv_results_["n_splits_evaluated"], other.cv_results_["n_splits_evaluated"]
    )


def test_a_failed_fit_never_leads():
    search = GridSearchCV2(
        Failing(),
        GRID,
        cv=5,
        racing=True,
        error_score=0,
        scoring="neg_mean_squared_error",
    )
    with pytest.warns(Warning, match="told to fail"):
        search.fit(X, y)
    ids = [t.candidate.id for t in search.stopped if t.params["gamma"] < 1]
    assert ids
    for trial in search.stopped:
        assert search.cv_results_["params"][trial.leader]["gamma"] < 1


def test_an_error_of_a_fit_that_is_not_needed_does_not_end_the_search():
    class Picky(SVR):
        """Fails where it is bad, on a split that it is not given."""

        def fit(self, X, y, sample_weight=None):
            if self.C < 1 and self.gamma == 1e-4 and np.isclose(X.sum(), last):
                raise ValueError("told to fail")
            return super().fit(X, y, sample_weight)

    search = plain()
    splits = list(KFold(5).split(X))
    bad = [p["C"] < 1 and p["gamma"] == 1e-4 for p in ParameterGrid(GRID)]
    never = np.isnan(splits_of(search.cv_results_)[bad]).all(axis=0)
    assert never.any()
    train, _ = splits[int(np.argmax(never))]
    last = X[train].sum()
    settings = {"cv": 5, "racing": True, "error_score": "raise"}
    picky = GridSearchCV2(Picky(), GRID, **settings)
    with parallel_config("threading", n_jobs=4):
        picky.fit(X, y)
    assert_same(picky.cv_results_, search.cv_results_)


# -- Callbacks and messages ------------------------------------------------------------


@every_search
def test_callbacks_hear_of_all_candidates_in_order(name):
    heard = []
    search = raced(name, cv=5, callback=lambda trial, _: heard.append(trial))
    assert [trial.candidate.id for trial in heard] == list(range(len(heard)))
    assert [t for t in heard if isinstance(t, StoppedTrial)] == search.stopped
    assert [t for t in heard if isinstance(t, Trial)] == search.trials


def test_what_is_printed(capsys):
    raced(cv=5, verbose=1)
    said = capsys.readouterr().out
    assert "5 folds for each of 30 candidates, totalling up to 150 fits" in said


@pytest.mark.parametrize(
    ("cv", "why"),
    [
        (2, "it needs at least 3 splits, cv gives 2"),
        (ShuffleSplit(1, random_state=0), "it needs at least 3 splits, cv gives 1"),
        (TimeSeriesSplit(5), "the splits of a time series train on more and more"),
        (list(TimeSeriesSplit(5).split(X)), "the splits of a time series train on"),
    ],
)
def test_what_can_t_race_says_so(cv, why):
    search = clone(SEARCHES["grid"]).set_params(racing=True, cv=cv)
    with pytest.warns(UserWarning, match=f"racing=True has no effect: {why}"):
        search.fit(X, y)
    assert search.stopped == []
    assert len(search.trials) == N


@every_search
@pytest.mark.parametrize("value", [0, -0.1, 0.6, 1, 2.0, np.nan, "yes", None, [0.1]])
def test_a_bad_probability(name, value):
    search = clone(SEARCHES[name]).set_params(racing=value)
    with pytest.raises((ValueError, TypeError), match="'racing' parameter"):
        search.fit(X, y)


# -- Elsewhere -------------------------------------------------------------------------


def test_inside_other_tools():
    search = GridSearchCV2(SVR(), {"C": GRID["C"]}, cv=4, racing=0.05)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scores = cross_val_score(make_pipeline(StandardScaler(), search), X, y, cv=3)
    assert np.isfinite(scores).all()


def test_rounds_of_a_subclass_race_one_by_one():
    class TwoRounds(EngineSearch):
        def __init__(self, estimator, racing=True, cv=5):
            super().__init__(estimator, cv=cv)
            self.racing = racing
            self.share_fits = True
            self.checkpoint = self.timeout = self.fit_timeout = self.callback = None

        def _run_search(self, evaluate_candidates):
            points = [
                {"C": C, "gamma": gamma} for C in GRID["C"] for gamma in GRID["gamma"]
            ]
            evaluate_candidates(points[::2])
            evaluate_candidates(points[1::2])

    search = TwoRounds(SVR()).fit(X, y)
    assert {t.candidate.id < N // 2 for t in search.stopped} == {True, False}
    for trial in search.stopped:  # the leader is of the same round
        assert (trial.leader < N // 2) == (trial.candidate.id < N // 2)
    whole = GridSearchCV(SVR(), GRID, cv=5).fit(X, y)
    assert search.best_params_ == whole.best_params_


class Noisy(BaseEstimator):
    """Predicts nothing; its score is noise around a mean."""

    def __init__(self, mean=0.0):
        self.mean = mean

    def fit(self, X, y):
        return self

    def score(self, X, y):
        return self.mean + float(np.sin(1e4 * X[0, 0]))


def test_equal_candidates_are_all_complete():
    search = GridSearchCV2(Noisy(), {"mean": [0.5] * 10}, cv=6, racing=True).fit(X, y)
    assert search.stopped == []


def test_the_surrogate_is_told_of_stopped_candidates():
    search = plain("bayes")
    assert len(search.surrogate.trials) == len(search.trials) + len(search.stopped)
    params = [trial.params for trial in search.stopped]
    mean = search.surrogate.predict(params)
    assert np.corrcoef(mean, [t.estimate for t in search.stopped])[0, 1] > 0.5


def test_the_surrogate_is_made_once():
    search = plain("bayes")
    assert search.stopped
    assert search.surrogate is search.surrogate


def test_results_of_a_race_are_prior_results_of_another():
    search = plain("bayes")
    again = clone(search).set_params(prior_results=search, n_iter=3).fit(X, y)
    n = len(again.surrogate.trials) + len(search.trials)
    assert f"of {n} candidates;" in repr(again.surrogate)  # none failed


def test_a_boolean_of_numpy():
    search = GridSearchCV2(SVR(), GRID, cv=5, racing=np.True_).fit(X, y)
    assert_same(plain().cv_results_, search.cv_results_)


def test_stopped_trials_can_be_pickled():
    stopped = plain().stopped
    assert pickle.loads(pickle.dumps(stopped)) == stopped


def test_a_ridge_s_penalties():
    """All are one group on a split; stopped ones leave it."""
    grid = {"alpha": np.logspace(-3, 6, 30)}
    search = GridSearchCV2(Ridge(), grid, cv=10, racing=True).fit(X, y)
    whole = GridSearchCV2(Ridge(), grid, cv=10).fit(X, y)
    assert search.best_params_ == whole.best_params_
    assert search.stopped
