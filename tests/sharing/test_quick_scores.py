"""Scores of searches by quick metrics: those of scikit-learn, to the bit."""

import sys
import warnings
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import sklearn
import sklearn.metrics
from sklearn.datasets import make_classification, make_regression
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from sk_hpo import GridSearchCV2
from sk_hpo.registry import variant_for
from sk_hpo.sharing.memory.kept_warnings import Recorder
from sk_hpo.sharing.scoring.quick_scores import QuickScores
from tests.test_metrics import KINDS

NAMES = {
    "two classes": [
        "accuracy",
        "balanced_accuracy",
        "f1",
        "f1_macro",
        "precision",
        "recall_weighted",
        "neg_log_loss",
        "roc_auc",
    ],
    "three classes": ["accuracy", "f1_macro", "precision_micro", "neg_log_loss"],
    "numbers": [
        "r2",
        "neg_mean_squared_error",
        "neg_root_mean_squared_error",
        "neg_mean_absolute_error",
        "neg_median_absolute_error",
    ],
}
SCORINGS = [(task, None) for task in NAMES]
# each alone, of which the first of a task is quick: the lists below have all of them
SCORINGS += [
    pytest.param(task, name, marks=[pytest.mark.slow] if number else [])
    for task, names in NAMES.items()
    for number, name in enumerate(names)
]
SCORINGS += list(NAMES.items())
SCORINGS += [(task, {"a": names[-1], "b": names[0]}) for task, names in NAMES.items()]


def data(task):
    if task == "numbers":
        return make_regression(60, 4, noise=9.0, random_state=0)
    k = 2 if task == "two classes" else 3
    return make_classification(
        90, 5, n_informative=3, n_redundant=0, n_classes=k, random_state=0
    )


def nearest(task):
    kind = KNeighborsRegressor if task == "numbers" else KNeighborsClassifier
    return make_pipeline(StandardScaler(), kind())


def grid(estimator):
    return {f"{estimator.steps[-1][0]}__n_neighbors": [1, 3, 5, 7]}


def scores(search):
    return {
        name: np.asarray(values)
        for name, values in search.cv_results_.items()
        if name.startswith(("split", "mean_t", "std_t", "rank"))
    }


def both_searches(estimator, grid, X, y, **settings):
    settings = {"cv": 3, "return_train_score": True, "refit": False, **settings}
    theirs = GridSearchCV(estimator, grid, **settings).fit(X, y)
    ours = GridSearchCV2(estimator, grid, **settings).fit(X, y)
    expected, found = scores(theirs), scores(ours)
    assert list(expected) == list(found)
    for name in expected:
        np.testing.assert_array_equal(found[name], expected[name], err_msg=name)
    return ours


@pytest.mark.parametrize(("task", "scoring"), SCORINGS, ids=str)
def test_searches_have_the_same_scores(task, scoring):
    X, y = data(task)
    estimator = nearest(task)
    both_searches(estimator, grid(estimator), X, y, scoring=scoring)


@pytest.mark.parametrize("kind", ["str", "object", "bool", "float"])
@pytest.mark.parametrize("scoring", [None, ["accuracy", "f1_macro", "roc_auc"]])
@pytest.mark.in_turn
def test_searches_with_labels_of_any_kind(kind, scoring):
    X, y = data("two classes")
    both_searches(
        GaussianNB(),
        {"var_smoothing": [1e-9, 1e-3, 1.0]},
        X,
        KINDS[kind](y),
        scoring=scoring,
    )


def test_searches_with_a_frame():
    X, y = data("numbers")
    both_searches(Ridge(), {"alpha": [0.1, 1, 10]}, pd.DataFrame(X), pd.Series(y))


def test_a_scorer_that_fails_fails_as_ever():
    # pos_label=1 is not among the labels
    X, y = data("two classes")
    settings = {"scoring": "f1", "cv": 3, "refit": False}
    for search in [GridSearchCV, GridSearchCV2]:
        failing = search(GaussianNB(), {"var_smoothing": [1e-9, 1.0]}, **settings)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            failing.fit(X, np.array(["a", "b"])[y])
        told = [str(one.message) for one in caught]
        assert sum("pos_label=1 is not a valid label" in text for text in told) == 6
        assert np.isnan(failing.cv_results_["mean_test_score"]).all()


@contextmanager
def calls_into(module):
    """How many of its functions are called, by each other too."""
    calls = []

    def look(frame, event, _):
        if event == "call" and frame.f_globals.get("__name__") == module:
            calls.append(frame.f_code.co_name)

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield calls
    finally:
        sys.setprofile(before)


@pytest.mark.parametrize("scoring", [None, "accuracy", ["accuracy", "f1_macro"]])
@pytest.mark.parametrize(
    ("estimator", "name", "values"),
    [
        (GaussianNB(), "var_smoothing", [1e-9, 1e-6, 1e-3, 1.0]),
        (KNeighborsClassifier(), "n_neighbors", [1, 3, 5, 7]),
        (nearest("classes"), "kneighborsclassifier__n_neighbors", [1, 3, 5, 7]),
    ],
)
@pytest.mark.in_turn
def test_scikit_learn_is_asked_once_for_the_same_rows(estimator, name, values, scoring):
    X, y = data("three classes")
    n_calls = []
    for some in [values[:2], values]:
        search = GridSearchCV2(estimator, {name: some}, scoring=scoring, cv=3)
        with calls_into(sklearn.metrics.accuracy_score.__module__) as calls:
            search.set_params(refit=False).fit(X, y)
        n_calls.append(len(calls))
    assert n_calls[0] == n_calls[1] > 0


# --- what is relied on


def quick(scoring, y, params=None):
    scorer = sklearn.metrics.get_scorer(scoring)
    return QuickScores(scorer, y, params or {}, Recorder(records=True))


class Counted:
    """scikit-learn's scorer, and how often it was called."""

    def __init__(self, scoring, y):
        self.scorer = sklearn.metrics.get_scorer(scoring)
        self.y = y
        self.n_calls = 0

    def on(self, estimator, X):
        def own():
            self.n_calls += 1
            return float(self.scorer(estimator, X, self.y))

        return own


def test_a_metric_that_differs_is_not_used_again(monkeypatch):
    X, y = data("numbers")
    fitted = Ridge().fit(X, y)
    module = variant_for("sk_hpo.metrics.quick", sklearn.metrics.r2_score)
    prepare = module.metric.prepare

    def differing(y_true, kwargs):
        score = prepare(y_true, kwargs)
        return lambda response: score(response) + 1e-15

    monkeypatch.setattr(module, "metric", replace(module.metric, prepare=differing))
    scoring, counted = quick("r2", y), Counted("r2", y)
    expected = counted.scorer(fitted, X, y)
    for _ in range(3):
        assert scoring.score(fitted, X, counted.on(fitted, X)) == expected


def test_what_is_unusual_is_left_to_scikit_learn():
    X, y = data("two classes")
    fitted = GaussianNB().fit(X, y)
    for scoring, params in [
        ("accuracy", {"sample_weight": np.ones(len(y))}),
        ("jaccard", {}),
        ("neg_brier_score", {}),
    ]:
        own, counted = quick(scoring, y, params), Counted(scoring, y)
        for k in range(3):
            own.score(fitted, X, counted.on(fitted, X))
            assert counted.n_calls == k + 1
    with sklearn.config_context(enable_metadata_routing=True):
        own, counted = quick("accuracy", y), Counted("accuracy", y)
    for k in range(2):
        own.score(fitted, X, counted.on(fitted, X))
        assert counted.n_calls == k + 1


@pytest.mark.parametrize("scoring", ["roc_auc", "accuracy", "neg_log_loss"])
def test_estimators_of_several_kinds_on_the_same_rows(scoring):
    X, y = data("two classes")
    own, counted = quick(scoring, y), Counted(scoring, y)
    for estimator in [
        GaussianNB(),
        RandomForestClassifier(4, random_state=0),
        make_pipeline(StandardScaler(), KNeighborsClassifier()),
        SVC() if scoring != "neg_log_loss" else GaussianNB(),
    ]:
        fitted = estimator.fit(X, y)
        found = own.score(fitted, X, counted.on(fitted, X))
        assert found == counted.scorer(fitted, X, y)
    assert counted.n_calls == 1
