"""Several metrics: which one guides, which one chooses."""

import functools
import sys
import warnings

import joblib
import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.linear_model import Ridge
from sklearn.metrics import (
    accuracy_score,
    f1_score,
    make_scorer,
    matthews_corrcoef,
    recall_score,
    roc_auc_score,
)
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from sk_hpo import GradSearchCV
from tests.everywhere.searches import every_search, only, short, suggesting

X, y = load_breast_cancer(return_X_y=True)
X, y = StandardScaler().fit_transform(X[:150]), y[:150]
SPACE = {"C": (1e-3, 1e3, "log-uniform"), "gamma": (1e-4, 1e1, "log-uniform")}
CHOICES = {"C": [1e-3, 1.0, 10.0]}


def params_of(Search, scoring, refit):
    search = Search(SVC(), SPACE, scoring=scoring, refit=refit, cv=2)
    search.set_params(**short(Search, 9)).fit(X, y)
    return search.cv_results_["params"]


@pytest.fixture(scope="module")
def alone():
    """The candidates of a search with one metric only."""
    return functools.cache(lambda Search: params_of(Search, "roc_auc", True))


def first_row(table):
    return 0


@suggesting
def test_the_first_metric_guides(Search, alone):
    assert params_of(Search, ["roc_auc", "recall"], False) == alone(Search)
    assert params_of(Search, ["recall", "roc_auc"], first_row) != alone(Search)


@only("BayesSearchCV")
def test_the_first_metric_guides_where_a_callable_chooses(Search, alone):
    assert params_of(Search, ["roc_auc", "recall"], first_row) == alone(Search)
    assert params_of(Search, ["recall", "roc_auc"], False) != alone(Search)


@suggesting
def test_the_metric_that_refit_names_guides(Search, alone):
    assert params_of(Search, ["recall", "roc_auc"], "roc_auc") == alone(Search)
    assert params_of(Search, ["recall", "roc_auc"], "recall") != alone(Search)


@suggesting
def test_a_callable_of_several_scores_guides_the_same_way(Search):
    # a callable, since a score by name is descended by the gradient of its stand-in
    alone = params_of(Search, auc, True)
    assert params_of(Search, auc_and_recall, "roc_auc") == alone
    assert params_of(Search, auc_and_recall, False) == alone


def auc(model, X, y):
    return roc_auc_score(y, model.decision_function(X))


def auc_and_recall(model, X, y):
    return {
        "roc_auc": roc_auc_score(y, model.decision_function(X)),
        "recall": recall_score(y, model.predict(X)),
    }


@every_search
def test_a_name(Search):
    scoring = {"acc": make_scorer(accuracy_score), "f1": make_scorer(f1_score)}
    search = Search(
        SVC(), CHOICES, scoring=scoring, refit="f1", cv=2, **short(Search, 3)
    )
    search.fit(X, y)
    table = search.cv_results_
    assert search.multimetric_
    assert search.scorer_ == scoring
    assert search.best_score_ == max(table["mean_test_f1"])
    assert table["rank_test_f1"][search.best_index_] == 1
    assert {"mean_test_acc", "split1_test_acc", "rank_test_acc"} <= table.keys()
    assert search.score(X, y) == pytest.approx(f1_score(y, search.predict(X)))


@every_search
def test_no_refit(Search):
    search = Search(SVC(), CHOICES, scoring=["accuracy", "f1"], refit=False, cv=2)
    search.set_params(**short(Search, 3)).fit(X, y)
    assert len(search.cv_results_["mean_test_f1"]) == 3
    for name in ("best_estimator_", "best_index_", "best_params_", "best_score_"):
        assert not hasattr(search, name)
    assert not hasattr(search, "predict")


@every_search
def test_a_callable_chooses(Search):
    """The smallest C within 2 % of the best."""

    def simplest(table):
        good = table["mean_test_accuracy"] > max(table["mean_test_accuracy"]) - 0.02
        return int(np.argmin(np.where(good, table["param_C"].astype(float), np.inf)))

    search = Search(
        SVC(),
        CHOICES,
        scoring=["accuracy", "f1"],
        refit=simplest,
        cv=2,
        **short(Search, 3),
    ).fit(X, y)
    assert search.best_index_ == simplest(search.cv_results_)
    assert search.best_params_ == search.cv_results_["params"][search.best_index_]
    assert search.best_params_["C"] == search.best_estimator_.C
    assert not hasattr(search, "best_score_")


@every_search
@pytest.mark.parametrize("scoring", [["accuracy", "f1"], auc_and_recall])
def test_true_chooses_none_of_several(Search, scoring):
    search = Search(
        SVC(), CHOICES, scoring=scoring, refit=True, cv=2, **short(Search, 3)
    )
    with pytest.raises(ValueError, match="refit"):
        search.fit(X, y)


@every_search
def test_scores_of_the_training_rows(Search):
    search = Search(
        SVC(), CHOICES, scoring=["accuracy"], refit="accuracy", return_train_score=True
    )
    search.set_params(cv=2, **short(Search, 3)).fit(X, y)
    table = search.cv_results_
    for row, params in enumerate(table["params"]):
        for split, (train, _) in enumerate(StratifiedKFold(2).split(X, y)):
            model = SVC(**params).fit(X[train], y[train])
            column = table[f"split{split}_train_accuracy"]
            assert column[row] == model.score(X[train], y[train])


@pytest.mark.parametrize(
    ("refit", "exact"),
    [("r2", True), ("neg_mean_absolute_error", True), ("neg_max_error", False)],
)
def test_the_gradient_is_that_of_the_metric_that_guides(refit, exact):
    X, y = load_diabetes(return_X_y=True)
    scoring = ["neg_max_error", "r2", "neg_mean_absolute_error"]
    search = GradSearchCV(
        make_pipeline(StandardScaler(), Ridge()),
        {"ridge__alpha": (1e-2, 1e4, "log-uniform")},
        scoring=scoring,
        refit=refit,
        cv=3,
        n_iter=6,
        random_state=0,
    ).fit(X, y)
    (path,) = search.descents
    assert bool(path.steps[0].gradient) == exact
    assert path.steps[-1].score == pytest.approx(search.best_score_, rel=1e-6)
    assert search.best_score_ == max(search.cv_results_[f"mean_test_{refit}"])


@pytest.mark.parametrize("refit", [False, first_row], ids=["False", "callable"])
@pytest.mark.parametrize("first", ["r2", "neg_mean_absolute_error", "neg_max_error"])
def test_the_gradient_is_that_of_the_first_metric(first, refit):
    X, y = load_diabetes(return_X_y=True)
    names = ["r2", "neg_mean_absolute_error", "neg_max_error"]
    scoring = [first, *(name for name in names if name != first)]
    space = {"alpha": (1e-3, 1e2, "log-uniform")}
    search = GradSearchCV(Ridge(), space, scoring=scoring, refit=refit, cv=3)
    search.set_params(n_iter=6, random_state=0).fit(X, y)
    (path,) = search.descents
    assert bool(path.steps[0].gradient) == (first != "neg_max_error")
    best = max(search.cv_results_[f"mean_test_{first}"])
    assert path.steps[-1].score == pytest.approx(best, rel=1e-4)


def test_descents_in_threads_leave_the_warning_filters_of_the_user():
    """Threads share them, and the real scores of several descents are computed."""
    scoring = make_scorer(matthews_corrcoef)
    # two would not overlap: the first is followed before the others begin
    settings = {"scoring": scoring, "n_starts": 3, "cv": 2, "n_jobs": 3}
    search = GradSearchCV(SVC(), {"gamma": SPACE["gamma"]}, **settings)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with joblib.parallel_config("threading"):
            search.fit(X[:40], y[:40])
    finally:
        sys.setswitchinterval(interval)
    assert all(path.judged for path in search.descents)
    assert ("ignore", None, Warning, None, 0) not in warnings.filters
