"""Steps of a Pipeline among the values, and alternatives of parameters."""

import numpy as np
import pytest
from scipy.stats import loguniform, randint
from sklearn.datasets import load_breast_cancer
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils.validation import check_is_fitted

from tests.everywhere.searches import (
    assert_real_scores,
    every_search,
    short,
    suggesting,
)

X, y = load_breast_cancer(return_X_y=True)
X, y = X[:120, :6] / X[:120, :6].max(axis=0), y[:120]


def pipe():
    return Pipeline([("scale", StandardScaler()), ("clf", SVC())])


@every_search
def test_swapped_steps(Search):
    models = [SVC(), GaussianNB(), LogisticRegression(max_iter=5000)]
    space = {"scale": [StandardScaler(), MinMaxScaler(), "passthrough"], "clf": models}
    search = Search(pipe(), space, cv=2, **short(Search, 8)).fit(X, y)
    assert_same_scores_by_hand(search)
    # the user's own objects are in the table, and stay as they were
    assert all(params["clf"] in models for params in search.cv_results_["params"])
    for model in models:
        with pytest.raises(NotFittedError):
            check_is_fitted(model)
    assert type(search.best_estimator_["clf"]) is type(search.best_params_["clf"])
    assert search.best_estimator_["clf"] is not search.best_params_["clf"]


def assert_same_scores_by_hand(search):
    assert_real_scores(search, X, y, cv=2)
    assert search.predict(X).shape == y.shape
    assert search.score(X, y) > 0.8


@suggesting
def test_no_candidate_twice(Search):
    space = {"scale": ["passthrough", None], "clf": [SVC(), GaussianNB(), SVC(C=9)]}
    search = Search(pipe(), space, cv=2, n_iter=20, random_state=0).fit(X, y)
    shown = [repr(params) for params in search.cv_results_["params"]]
    assert len(shown) == len(set(shown)) == 6


@suggesting
def test_the_parameters_of_a_step_that_is_swapped(Search):
    """Those of each step in a dict of their own; a Pipeline without them at first."""
    space = [
        {
            "clf": [SVC()],
            "clf__C": (1e-2, 1e2, "log-uniform"),
            "clf__gamma": [0.1, 1.0],
        },
        {"clf": [DecisionTreeClassifier(random_state=0)], "clf__max_depth": (1, 6)},
        {"clf": [GaussianNB()]},
    ]
    search = Search(pipe(), space, cv=2, **short(Search, 12)).fit(X, y)
    assert_same_scores_by_hand(search)
    kinds = {}
    for params in search.cv_results_["params"]:
        kinds.setdefault(type(params["clf"]).__name__, params.keys())
    assert kinds == {
        "SVC": {"clf", "clf__C", "clf__gamma"},
        "DecisionTreeClassifier": {"clf", "clf__max_depth"},
        "GaussianNB": {"clf"},
    }
    # what a candidate does not have is masked
    masked = np.ma.getmaskarray(search.cv_results_["param_clf__max_depth"])
    has = ["clf__max_depth" in params for params in search.cv_results_["params"]]
    assert list(~masked) == has


@every_search
def test_alternatives_of_choices(Search):
    space = [
        {"scale": [PCA()], "scale__n_components": [2, 4]},
        {"scale": [SelectKBest()], "scale__k": [2, 4]},
    ]
    search = Search(pipe(), space, cv=2, **short(Search, 4)).fit(X, y)
    assert len(search.cv_results_["params"]) == 4
    assert_same_scores_by_hand(search)


@suggesting
def test_so_many_of_each_alternative(Search):
    space = [
        ({"clf": [SVC()], "clf__C": loguniform(1e-2, 1e2)}, 3),
        ({"clf": [KNeighborsClassifier()], "clf__n_neighbors": randint(1, 20)}, 5),
    ]
    search = Search(pipe(), space, cv=2, n_iter=1, random_state=0).fit(X, y)
    kinds = [type(p["clf"]).__name__ for p in search.cv_results_["params"]]
    assert kinds == ["SVC"] * 3 + ["KNeighborsClassifier"] * 5
    assert_same_scores_by_hand(search)


@suggesting
def test_a_range_or_nothing(Search):
    model = DecisionTreeClassifier(random_state=0)
    space = {"max_depth": [None, randint(2, 31)], "min_samples_split": (2, 10)}
    search = Search(model, space, cv=2, **short(Search, 10)).fit(X, y)
    depths = [params["max_depth"] for params in search.cv_results_["params"]]
    assert depths[0] is None  # the model's own
    assert {type(depth) for depth in depths} == {type(None), int}
    assert all(depth is None or 2 <= depth <= 30 for depth in depths)
    assert_real_scores(search, X, y, cv=2)


@suggesting
def test_a_pipeline_that_remembers(Search, tmp_path):
    """The cache of a Pipeline changes no score, whichever process writes it."""
    space = {
        "scale": [StandardScaler(), MinMaxScaler()],
        "clf__C": (1e-2, 1e2, "log-uniform"),
    }
    plain = Search(pipe(), space, cv=2, **short(Search, 6)).fit(X, y)
    cached = pipe().set_params(memory=str(tmp_path))
    search = Search(cached, space, cv=2, n_jobs=2, **short(Search, 6)).fit(X, y)
    expected = plain.cv_results_["mean_test_score"]
    assert list(search.cv_results_["mean_test_score"]) == list(expected)
    assert any(tmp_path.rglob("output.pkl"))


@suggesting
def test_steps_of_a_step(Search):
    inner = Pipeline([("select", SelectKBest(k=3)), ("scale", StandardScaler())])
    model = Pipeline([("prepare", inner), ("clf", LogisticRegression())])
    space = {
        "prepare__select__k": (1, 6),
        "prepare__scale__with_mean": [True, False],
        "clf__C": (1e-2, 1e2, "log-uniform"),
    }
    search = Search(model, space, cv=2, **short(Search, 6)).fit(X, y)
    assert_same_scores_by_hand(search)
