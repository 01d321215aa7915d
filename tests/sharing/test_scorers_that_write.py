"""Scorers and metrics of users that copy, change or fit what they are given."""

import copy
import pickle
from functools import wraps

import numpy as np
import pytest
from sklearn import config_context
from sklearn.base import clone
from sklearn.datasets import load_diabetes, load_iris
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, make_scorer
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from tests.fuzz.misbehaving.scorers import writes_into_fitted
from tests.sharing.beside import same_scores

X, Y = load_iris(return_X_y=True)
SEARCHES = {
    "pipeline": (make_pipeline(StandardScaler(), SVC()), {"svc__C": [0.1, 1, 10]}),
    "forest": (
        RandomForestClassifier(random_state=0, max_depth=2),
        {"n_estimators": [1, 2, 5]},
    ),
    "equivalent fits": (SVC(kernel="linear"), {"gamma": [0.1, 1.0], "C": [0.1, 1.0]}),
    "neighbors": (KNeighborsClassifier(), {"n_neighbors": [1, 5, 30]}),
    "naive Bayes": (GaussianNB(), {"var_smoothing": [1e-9, 0.1, 1.0]}),
}


def of_a_deep_copy(estimator, X, y):
    return copy.deepcopy(estimator).score(X, y)


def of_a_shallow_copy(estimator, X, y):
    other = copy.copy(estimator)
    if hasattr(other, "steps"):
        other.steps = [*other.steps[:-1], ("svc", SVC(C=1e-3).fit(X, y))]
    return other.score(X, y)


def of_a_pickle(estimator, X, y):
    return pickle.loads(pickle.dumps(estimator)).score(X, y)


def writes_into_what_was_fitted(estimator, X, y):
    score = estimator.score(X, y)
    for part in getattr(estimator, "named_steps", {"": estimator}).values():
        for value in vars(part).values():
            if isinstance(value, np.ndarray) and value.dtype.kind == "f":
                value += 1.0
    return score


def fits_it_again(estimator, X, y):
    return estimator.fit(X, np.roll(y, 3)).score(X, y)


@pytest.mark.parametrize(
    "scoring",
    [
        of_a_deep_copy,
        of_a_shallow_copy,
        of_a_pickle,
        writes_into_what_was_fitted,
        fits_it_again,
        {"a": writes_into_what_was_fitted, "b": "accuracy"},
    ],
)
@pytest.mark.parametrize("search", SEARCHES.values(), ids=SEARCHES)
@pytest.mark.in_turn
def test_scorers_that_are_given_the_estimator(search, scoring):
    same_scores(*search, X, Y, scoring=scoring)


def test_fits_are_shared_all_the_same():
    ours = same_scores(*SEARCHES["forest"], X, Y, scoring=of_a_deep_copy)
    assert ours.n_fits == 2


@pytest.mark.parametrize("kind", [GaussianNB, MultinomialNB])
def test_scorers_that_fit_in_parts(kind):
    def scoring(estimator, X, y):
        return estimator.partial_fit(X, y).score(X, y)

    name = "alpha" if kind is MultinomialNB else "var_smoothing"
    same_scores(kind(), {name: [1e-9, 0.1, 1.0]}, X, Y, scoring=scoring)


def test_scorers_that_write_into_a_first_step():
    def scoring(estimator, X, y):
        estimator[0].components_ *= 2
        estimator[0].mean_ += 1
        return estimator.score(X, y)

    model = make_pipeline(PCA(2), LogisticRegression(solver="newton-cholesky"))
    same_scores(model, {"logisticregression__C": [0.1, 1.0]}, X, Y, scoring=scoring)


def clips(y_true, y_pred):
    score = float(np.mean(y_true == y_pred))
    np.clip(y_pred, 0, 1, out=y_pred)
    return score


@pytest.mark.parametrize("search", SEARCHES.values(), ids=SEARCHES)
def test_metrics_that_write_into_the_responses(search):
    scoring = {"a": make_scorer(clips), "b": "accuracy", "c": make_scorer(clips)}
    same_scores(*search, X, Y, scoring=scoring)


@pytest.mark.parametrize("search", SEARCHES.values(), ids=SEARCHES)
def test_metrics_that_write_into_their_weights(search):
    def metric(y_true, y_pred, sample_weight):
        sample_weight *= np.arange(len(y_true))
        return float(np.average(y_true == y_pred, weights=sample_weight))

    weights = np.random.default_rng(0).uniform(size=len(Y))
    with config_context(enable_metadata_routing=True):
        scoring = make_scorer(metric).set_score_request(sample_weight=True)
        estimator, grid = clone(search[0]), search[1]
        for part in getattr(estimator, "named_steps", {"": estimator}).values():
            if hasattr(part, "set_fit_request"):
                part.set_fit_request(sample_weight=False)
        same_scores(
            estimator,
            grid,
            X,
            Y,
            scoring=scoring,
            fit_params={"sample_weight": weights},
        )


@wraps(accuracy_score)
def seems_to_be_scikit_learns(y_true, y_pred):
    score = accuracy_score(y_true, y_pred)
    y_true[:] = 0
    return score


def test_a_metric_that_bears_the_name_of_another():
    scoring = make_scorer(seems_to_be_scikit_learns)
    same_scores(*SEARCHES["pipeline"], X, Y, scoring=scoring)


def test_a_metric_that_does_not_know_its_module():
    def metric(y_true, y_pred):
        y_pred[:] = 0
        return float(np.mean(y_true))

    metric.__module__ = None
    same_scores(*SEARCHES["pipeline"], X, Y, scoring=make_scorer(metric))


@pytest.mark.parametrize("weights", [[np.ones_like, None], [np.ones_like] * 2])
def test_into_targets_that_the_estimator_holds(weights):
    X, y = load_diabetes(return_X_y=True)
    model = make_pipeline(StandardScaler(), KNeighborsRegressor())
    grid = {"kneighborsregressor__weights": weights}
    same_scores(model, grid, X[:60], y[:60], scoring=writes_into_fitted)
