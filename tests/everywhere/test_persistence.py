"""Pickle, joblib, copies and clones, before and after fit."""

import copy
import pickle

import joblib
import numpy as np
import pytest
from scipy.stats import loguniform
from sklearn.base import clone
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Lasso, Ridge
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo import BayesSearchCV
from tests.equality import assert_same_search
from tests.everywhere.searches import every_search, short, suggesting

X, y = load_diabetes(return_X_y=True)
X, y = X[:100], y[:100]
CHOICES = {"ridge__alpha": [1e-2, 1.0, 1e2]}
RANGE = {"ridge__alpha": loguniform(1e-3, 1e2)}


def by_pickle(search, tmp_path):
    return pickle.loads(pickle.dumps(search))


def by_joblib(search, tmp_path):
    joblib.dump(search, tmp_path / "search.joblib", compress=3)
    return joblib.load(tmp_path / "search.joblib")


def by_copy(search, tmp_path):
    return copy.deepcopy(search)


ways = pytest.mark.parametrize("way", [by_pickle, by_joblib, by_copy])


def make(Search, space, **settings):
    model = make_pipeline(StandardScaler(), Ridge())
    return Search(model, space, cv=3, **short(Search, 3), **settings)


def assert_same_fit(ours, theirs):
    """All but the times is the same."""
    assert_same_search(ours, theirs)
    assert np.array_equal(ours.predict(X), theirs.predict(X))
    assert ours.n_fits == theirs.n_fits
    assert [trial.value for trial in ours.trials] == [t.value for t in theirs.trials]


def assert_same_object(ours, theirs):
    assert_same_fit(ours, theirs)
    assert ours.refit_time_ == theirs.refit_time_
    assert ours.trials == theirs.trials
    if hasattr(theirs, "descents"):
        assert ours.descents == theirs.descents


@every_search
@ways
def test_after_fit(Search, way, tmp_path):
    search = make(Search, CHOICES).fit(X, y)
    assert_same_object(way(search, tmp_path), search)


@suggesting
@ways
def test_ranges_and_paths(Search, way, tmp_path):
    search = make(Search, RANGE).fit(X, y)
    assert_same_object(way(search, tmp_path), search)


@every_search
@ways
def test_before_fit(Search, way, tmp_path):
    search = make(Search, CHOICES)
    fitted = way(search, tmp_path).fit(X, y)
    assert not hasattr(search, "best_params_")
    assert_same_fit(fitted, search.fit(X, y))


@suggesting
def test_fitted_again_after_loading(Search):
    search = make(Search, RANGE).fit(X, y)
    loaded = pickle.loads(pickle.dumps(search))
    assert_same_fit(loaded.fit(X, y), search)


@every_search
def test_a_clone_has_the_settings_and_nothing_else(Search):
    search = make(Search, CHOICES, scoring="r2", n_jobs=1).fit(X, y)
    bare = clone(search)
    assert not [name for name in vars(bare) if name.endswith("_")]
    assert repr(bare) == repr(search)
    assert_same_fit(bare.fit(X, y), search)


@every_search
def test_the_settings_stay_as_they_were(Search):
    """A fit changes neither the estimator nor the space that it was given."""
    model = make_pipeline(StandardScaler(), Ridge(alpha=7.0))
    space = {"ridge": [Ridge(), Lasso()], "ridge__alpha": [1.0, 10.0]}
    before = repr(model), repr(space)
    search = Search(model, space, cv=3, **short(Search, 4)).fit(X, y)
    assert (repr(model), repr(space)) == before
    assert search.estimator is model
    assert not hasattr(model[0], "mean_")


@suggesting
def test_an_earlier_search_is_known_to_clones(Search):
    first = make(Search, RANGE).fit(X, y)
    warm = make(Search, RANGE, prior_results=first)
    copied = clone(warm)
    assert copied.prior_results is first
    assert_same_fit(copied.fit(X, y), warm.fit(X, y))
    assert np.isfinite(cross_val_score(warm, X, y, cv=2, error_score="raise")).all()


@suggesting
def test_an_earlier_search_after_loading_is_what_another_begins_with(Search):
    first = pickle.loads(pickle.dumps(make(Search, RANGE).fit(X, y)))
    begin = {"initial_points": [{"ridge__alpha": 100.0}], "n_iter": 8}
    cold = make(Search, RANGE).set_params(**begin).fit(X, y)
    warm = make(Search, RANGE, prior_results=first).set_params(**begin).fit(X, y)
    # an exact descent does not need to be told
    same = warm.cv_results_["params"] == cold.cv_results_["params"]
    assert same == (Search is not BayesSearchCV)
    again = make(Search, RANGE, prior_results=first.cv_results_).set_params(**begin)
    assert again.fit(X, y).cv_results_["params"] == warm.cv_results_["params"]
