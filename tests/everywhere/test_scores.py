"""Scores that say little: constant, tied, infinite, NaN; and fits that fail.

Warnings are errors here: what is not expected by name fails.
"""

import math

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_iris
from sklearn.dummy import DummyClassifier
from sklearn.exceptions import FitFailedWarning
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import GradSearchCV, GridSearchCV2, RandomSearchCV2
from tests.everywhere.searches import every_search, in_turn, short, suggesting

X, y = load_iris(return_X_y=True)


class Settings(ClassifierMixin, BaseEstimator):
    """Learns nothing; fails where `fails` says."""

    def __init__(self, a=0.5, b=3, kind="x", fails=None):
        self.a = a
        self.b = b
        self.kind = kind
        self.fails = fails

    def fit(self, X, y):
        if self.fails is not None and self.fails(self):
            raise ValueError("told to fail")
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.full(len(X), self.classes_[0])


SPACE = {"a": (0.0, 1.0), "b": (1, 9), "kind": ["x", "y"]}


def constant(model, X, y):
    return 0.25


def tied(model, X, y):
    return 1.0 if model.a > 0.5 else 0.0


def huge(model, X, y):
    return 1e300 * model.a


def tiny(model, X, y):
    return 1 + 1e-16 * model.a


def infinite(model, X, y):
    return -math.inf if model.a > 0.5 else model.a


def without_number(model, X, y):
    return math.nan if model.a > 0.5 else model.a


def each_fails_otherwise(model, X, y):
    raise ValueError(f"not {model.b} {model.kind}")


def search_of(Search, scoring, **settings):
    settings = {"n_iter": 15, "cv": 2, "random_state": 0, **settings}
    return Search(Settings(), SPACE, scoring=scoring, **settings)


@in_turn("scoring", [constant, tied, huge, tiny])
def test_scores_that_say_little(Search, scoring):
    search = search_of(Search, scoring).fit(X, y)
    params = search.cv_results_["params"]
    assert len(params) == len({tuple(p.items()) for p in params})
    assert len(params) == 15 or Search is GradSearchCV  # which may have converged
    expected = [scoring(Settings(**p), X, y) for p in params]
    assert list(search.cv_results_["mean_test_score"]) == pytest.approx(expected)
    assert search.best_index_ == int(np.argmax(expected))


@suggesting
def test_all_tied_ranks_are_1(Search):
    search = search_of(Search, constant).fit(X, y)
    assert set(search.cv_results_["rank_test_score"]) == {1}
    assert search.best_index_ == 0  # the estimator's own settings
    assert search.best_params_ == {"a": 0.5, "b": 3, "kind": "x"}


@pytest.mark.filterwarnings("ignore:DummyClassifier ignores")
@suggesting
def test_a_dummy_that_no_parameter_changes(Search):
    model = DummyClassifier(strategy="most_frequent", constant=1)
    space = {"constant": (0, 2), "random_state": (0, 100)}
    search = Search(model, space, cv=5, **short(Search, 10)).fit(X, y)
    assert search.best_score_ == pytest.approx(1 / 3)
    assert set(search.predict(X)) == {0}


# scikit-learn's table takes the standard deviation of infinite scores
@pytest.mark.filterwarnings("ignore:invalid value encountered in subtract")
@in_turn("scoring", [without_number, infinite])
def test_some_scores_are_none(Search, scoring):
    """The search goes on where there are numbers, and the best is a number."""
    with pytest.warns(UserWarning, match="non-finite"):
        search = search_of(Search, scoring).fit(X, y)
    table = search.cv_results_
    bad = np.array([params["a"] > 0.5 for params in table["params"]])
    assert np.array_equal(~np.isfinite(table["mean_test_score"]), bad)
    assert 0 < bad.sum() < len(bad)
    good = [params["a"] for params in table["params"] if params["a"] <= 0.5]
    assert search.best_score_ == pytest.approx(max(good))
    assert search.best_score_ > 0.4
    assert table["rank_test_score"][bad].min() > (~bad).sum()


@suggesting
@pytest.mark.parametrize("n_points", [1, 2, 4])
@pytest.mark.parametrize("scoring", [constant, each_fails_otherwise])
def test_a_small_space_is_gone_through_and_ends(Search, scoring, n_points):
    space = {"b": (1, 3), "kind": ["x", "y"]}
    search = Search(Settings(), space, scoring=scoring, cv=2, n_points=n_points)
    if scoring is each_fails_otherwise:
        with pytest.raises(ValueError, match="None of the 6 candidates has a score"):
            search.set_params(n_iter=50, random_state=0).fit(X, y)
    else:
        search.set_params(n_iter=50, random_state=0).fit(X, y)
    tried = [(params["b"], params["kind"]) for params in search.cv_results_["params"]]
    assert sorted(tried) == [(b, kind) for b in (1, 2, 3) for kind in ("x", "y")]


@suggesting
def test_nan_in_one_split_counts_as_nan(Search):
    def second_split_fails(model, X, y):
        return math.nan if model.a > 0.5 and y[0] == 1 else 0.5

    splits = [(np.arange(50, 150), np.arange(50)), (np.arange(50), np.arange(50, 100))]
    with pytest.warns(UserWarning, match="non-finite"):
        search = search_of(Search, second_split_fails, cv=splits).fit(X, y)
    table = search.cv_results_
    bad = np.isnan(table["mean_test_score"])
    assert list(bad) == [params["a"] > 0.5 for params in table["params"]]
    assert np.isfinite(table["split0_test_score"]).all()


def fails_above(model):
    return model.a > 0.5


def fails_first(model):
    return model.a == 0.5


@every_search
@pytest.mark.parametrize("error_score", [np.nan, 0, -5.0])
def test_fits_that_fail_among_choices(Search, error_score):
    space = {"a": [0.2, 0.5, 0.8]}
    model = Settings(fails=fails_above)
    search = Search(model, space, cv=3, error_score=error_score, **short(Search, 3))
    with pytest.warns() as caught:
        search.fit(X, y)
    caught = [w for w in caught if "no continuous" not in str(w.message)]
    told = [str(w.message) for w in caught if w.category is FitFailedWarning]
    assert len(told) == 1
    assert "3 fits failed out of a total of 9" in told[0]
    assert "told to fail" in told[0]
    # scikit-learn's word on the table, where it has a NaN
    assert len(caught) == (2 if np.isnan(error_score) else 1)
    table = dict(
        zip(
            [params["a"] for params in search.cv_results_["params"]],
            search.cv_results_["mean_test_score"],
            strict=True,
        )
    )
    assert table == pytest.approx(
        {0.2: 1 / 3, 0.5: 1 / 3, 0.8: error_score}, nan_ok=True
    )
    assert search.best_params_["a"] != 0.8


@in_turn("fails", [fails_above, fails_first])
@pytest.mark.parametrize("error_score", [np.nan, 0])
def test_fits_that_fail_do_not_end_the_search(Search, fails, error_score):
    def score(model, X, y):
        return 1 + model.a

    search = search_of(Search, score, error_score=error_score)
    search.set_params(estimator__fails=fails)
    with pytest.warns() as caught:
        search.fit(X, y)
    assert {w.category for w in caught} <= {FitFailedWarning, UserWarning}
    failed = [fails(Settings(**params)) for params in search.cv_results_["params"]]
    assert 0 < sum(failed) < len(failed)
    assert not failed[search.best_index_]
    good = [p["a"] for p in search.cv_results_["params"] if not fails(Settings(**p))]
    assert search.best_score_ == pytest.approx(1 + max(good))
    # it draws nearer to the end of what works
    assert search.best_score_ > (1.45 if fails is fails_above else 1.9)


@suggesting
def test_a_numeric_error_score_competes(Search):
    """As in scikit-learn's searches: ranking takes it at its word."""

    def below_zero(model, X, y):
        return model.a - 2

    search = search_of(Search, below_zero, error_score=0, refit=False)
    search.set_params(estimator__fails=fails_above)
    with pytest.warns(FitFailedWarning, match="told to fail"):
        search.fit(X, y)
    assert fails_above(Settings(**search.best_params_))
    assert search.best_score_ == 0
    # the strategy takes them for failures all the same, and finds the best of the rest
    tried = [params["a"] for params in search.cv_results_["params"]]
    assert max(a for a in tried if a <= 0.5) > 0.45
    assert sum(a > 0.5 for a in tried) < len(tried) / 2


@every_search
def test_all_fits_fail(Search):
    model = Settings(fails=lambda model: True)
    search = Search(model, {"a": [0.2, 0.8]}, cv=3, **short(Search, 2))
    suggested = Search not in (GridSearchCV2, RandomSearchCV2)
    says = "None of the 2 candidates has" if suggested else "All the 6 fits failed"
    with pytest.raises(ValueError, match=rf"{says}(.|\n)*told to fail"):
        search.fit(X, y)


@suggesting
def test_a_constant_target(Search):
    """R^2 of a constant target is 1 or 0; no division by 0."""
    search = Search(Ridge(), {"alpha": (1e-3, 1e2, "log-uniform")}, cv=3)
    search.set_params(**short(Search, 6)).fit(X, np.full(150, 2.0))
    assert set(search.cv_results_["mean_test_score"]) <= {0.0, 1.0}
    assert np.allclose(search.predict(X), 2.0)


@suggesting
def test_constant_features(Search):
    search = Search(LogisticRegression(), {"C": (1e-3, 1e2, "log-uniform")}, cv=5)
    search.set_params(**short(Search, 6)).fit(np.ones((150, 2)), y)
    assert search.best_score_ == pytest.approx(1 / 3)


@suggesting
def test_a_perfect_score(Search):
    """Nothing is left to win after the first candidate."""
    X = np.repeat([[0.0], [10.0]], 20, axis=0) + np.arange(40)[:, None] / 100
    search = Search(GaussianNB(), {"var_smoothing": (1e-9, 1e-3, "log-uniform")}, cv=2)
    search.set_params(**short(Search, 8)).fit(X, np.repeat([0, 1], 20))
    assert search.best_score_ == 1
    assert search.best_index_ == 0


@suggesting
def test_a_scorer_that_fails_competes_in_the_table_and_fails_for_the_search(Search):
    """Under a numeric `error_score` that is better than all real scores."""

    def score(estimator, X, y):
        if estimator.max_depth > 20:
            raise ValueError("too deep")
        return -float(estimator.max_depth)

    search = Search(
        DecisionTreeClassifier(max_depth=3, random_state=0),
        {"max_depth": (1, 40)},
        n_iter=14,
        scoring=score,
        error_score=0,
        cv=2,
        random_state=0,
        refit=False,
    )
    with pytest.warns(UserWarning, match="Scoring failed. The score .* set to 0. D"):
        search.fit(X, y)
    failed = [trial.params["max_depth"] > 20 for trial in search.trials]
    assert [trial.value != trial.value for trial in search.trials] == failed
    assert list(search.cv_results_["mean_test_score"][failed]) == [0.0] * sum(failed)
    # what the model guides stays where scores are
    assert sum(failed[7:]) < 4
