"""`greedy_ensemble`: what is returned, and that its score is what it says."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import ClassifierMixin, clone, is_classifier
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.ensemble import VotingClassifier, VotingRegressor
from sklearn.exceptions import FitFailedWarning, NotFittedError
from sklearn.linear_model import LogisticRegression, Ridge, RidgeClassifier
from sklearn.metrics import log_loss, make_scorer
from sklearn.model_selection import (
    GridSearchCV,
    KFold,
    RepeatedKFold,
    ShuffleSplit,
    StratifiedKFold,
    cross_val_score,
)
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from sk_hpo import GridSearchCV2, greedy_ensemble
from tests.contracts.searches import SEARCHES, choices_too

X, y = load_breast_cancer(return_X_y=True)
X, y = X[::3], y[::3]
NAMES = np.array(["malignant", "benign"])[y]
CV = StratifiedKFold(3, shuffle=True, random_state=0)
SOFT = [
    GaussianNB(),
    KNeighborsClassifier(3),
    LogisticRegression(C=0.1),
    DecisionTreeClassifier(max_depth=2, random_state=0),
]
REGRESSORS = [
    SVR(C=30),
    Ridge(10),
    KNeighborsRegressor(15),
    DecisionTreeRegressor(max_depth=3, random_state=0),
]


def mixed(models, Search=GridSearchCV2, **settings):
    """A search for the best of several models."""
    pipeline = Pipeline([("scale", StandardScaler()), ("model", models[0])])
    return Search(pipeline, {"model": models}, **{"cv": CV, **settings})


def score_of(ensemble, X, y, **settings):
    return np.mean(cross_val_score(ensemble, X, y, **settings))


@pytest.mark.parametrize(
    ("scoring", "Search"),
    [
        (None, GridSearchCV),
        ("accuracy", GridSearchCV2),
        ("neg_log_loss", GridSearchCV2),
        ("roc_auc", GridSearchCV),
        ("f1_macro", GridSearchCV2),
    ],
)
def test_probabilities(scoring, Search):
    search = mixed(SOFT, Search, scoring=scoring).fit(X, NAMES)
    ensemble, score, best = greedy_ensemble(search, X, NAMES, return_score=True)
    assert isinstance(ensemble, VotingClassifier)
    assert ensemble.voting == "soft"
    # the score is that of the returned estimator on the splits of the search
    settings = {"scoring": scoring, "cv": CV}
    assert score == pytest.approx(score_of(ensemble, X, NAMES, **settings), rel=1e-9)
    assert best == pytest.approx(search.best_score_, rel=1e-9)
    assert score >= best
    assert not hasattr(ensemble, "classes_")  # not fitted
    assert {*ensemble.fit(X, NAMES).predict(X)} <= {*NAMES}


def test_members_and_weights():
    search = mixed(SOFT, scoring="neg_log_loss").fit(X, y)
    ensemble = greedy_ensemble(search, X, y)
    assert len(ensemble.estimators) == len(ensemble.weights) > 1
    assert all(type(weight) is int and weight > 0 for weight in ensemble.weights)
    assert np.gcd.reduce(ensemble.weights) == 1
    for name, member in ensemble.estimators:
        row = int(name.removeprefix("candidate_"))
        expected = search.cv_results_["params"][row]["model"]
        assert repr(member["model"]) == repr(expected)
        assert member["model"] is not expected
    again = greedy_ensemble(search, X, y)
    assert again.weights == ensemble.weights


def test_votes_where_a_member_has_no_probabilities():
    models = [RidgeClassifier(), SVC(), KNeighborsClassifier(3), SVC(C=0.05)]
    search = mixed(models, scoring="accuracy").fit(X, NAMES)
    ensemble, score, best = greedy_ensemble(search, X, NAMES, return_score=True)
    settings = {"scoring": "accuracy", "cv": CV}
    assert score == pytest.approx(score_of(ensemble, X, NAMES, **settings), rel=1e-9)
    assert best == pytest.approx(search.best_score_, rel=1e-9)
    has = all(
        isinstance(m["model"], KNeighborsClassifier) for _, m in ensemble.estimators
    )
    assert ensemble.voting == ("soft" if has else "hard")


def test_no_member_has_probabilities():
    search = mixed([RidgeClassifier(), SVC()], scoring="f1_macro").fit(X, y)
    ensemble = greedy_ensemble(search, X, y)
    assert ensemble.voting == "hard"
    assert ensemble.fit(X, y).score(X, y) > 0.9


def test_scoring_that_needs_probabilities():
    search = mixed([RidgeClassifier(), *SOFT], scoring="roc_auc").fit(X, y)
    with pytest.warns(UserWarning, match="without predict_proba are left out"):
        ensemble = greedy_ensemble(search, X, y)
    assert ensemble.voting == "soft"
    assert "candidate_0" not in dict(ensemble.estimators)
    search = mixed([RidgeClassifier(), SVC()], scoring="roc_auc").fit(X, y)
    with pytest.raises(ValueError, match="scoring can't score an ensemble"):
        greedy_ensemble(search, X, y)


@pytest.mark.parametrize(
    "cv",
    [
        KFold(3, shuffle=True, random_state=0),
        RepeatedKFold(n_splits=3, n_repeats=2, random_state=0),
        ShuffleSplit(4, random_state=0),
    ],
    ids=lambda cv: type(cv).__name__,
)
def test_regressors_on_any_splits(cv):
    X, y = load_diabetes(return_X_y=True)
    scoring = "neg_mean_absolute_error"
    search = mixed(REGRESSORS, scoring=scoring, cv=cv).fit(X, y)
    ensemble, score, best = greedy_ensemble(search, X, y, return_score=True)
    assert isinstance(ensemble, VotingRegressor)
    assert score == pytest.approx(score_of(ensemble, X, y, scoring=scoring, cv=cv))
    assert best == pytest.approx(search.best_score_, rel=1e-9)
    assert score > best


@choices_too
@pytest.mark.parametrize("name", SEARCHES)
def test_of_each_search(name):
    X, y = load_iris(return_X_y=True)
    search = SEARCHES[name](GaussianNB(), {"var_smoothing": [1e-9, 1e-1]}, cv=CV)
    ensemble, score, best = greedy_ensemble(search.fit(X, y), X, y, return_score=True)
    assert is_classifier(ensemble)
    assert score >= best == pytest.approx(search.best_score_)


def test_one_member_if_no_ensemble_is_better():
    search = GridSearchCV2(GaussianNB(), {"var_smoothing": [1e-9]}, cv=CV).fit(X, y)
    ensemble, score, best = greedy_ensemble(search, X, y, return_score=True)
    assert (len(ensemble.estimators), ensemble.weights) == (1, [1])
    assert score == best
    assert np.array_equal(
        ensemble.fit(X, y).predict(X), search.best_estimator_.predict(X)
    )


def test_k_bounds_the_library():
    search = mixed(SOFT).fit(X, y)
    ensemble = greedy_ensemble(search, X, y, k=1)
    assert [name for name, _ in ensemble.estimators] == [
        f"candidate_{search.best_index_}"
    ]


# --- scoring


def test_several_metrics():
    settings = {"scoring": ["accuracy", "neg_log_loss"], "refit": "neg_log_loss"}
    search = mixed(SOFT, **settings).fit(X, y)
    _, score, best = greedy_ensemble(search, X, y, return_score=True)
    search = mixed(SOFT, scoring="neg_log_loss").fit(X, y)
    assert greedy_ensemble(search, X, y, return_score=True)[1:] == (score, best)


def test_callables_as_scoring():
    def loss(model, X, y):
        y[:] = y.copy()  # may be written to: each call has its own
        return -log_loss(y, model.predict_proba(X))

    def two(model, X, y):
        return {"zero": 0.0, "loss": loss(model, X, y)}

    own = make_scorer(
        log_loss, greater_is_better=False, response_method="predict_proba"
    )
    expected = None
    for scoring, refit in ((loss, True), (two, "loss"), (own, True)):
        search = mixed(SOFT[2:], scoring=scoring, refit=refit).fit(X, y)
        _, *scores = greedy_ensemble(search, X, y, return_score=True)
        expected = expected or scores
        assert scores == pytest.approx(expected, rel=1e-9)


def test_a_callable_that_asks_for_other_rows():
    def halves(model, X, y):
        return np.mean(model.predict(X[: len(X) // 2]) == y[: len(X) // 2])

    search = mixed(SOFT, scoring=halves).fit(X, y)
    with pytest.raises(ValueError, match="responses to other rows"):
        greedy_ensemble(search, X, y)


def test_copies_of_the_rows_are_the_same_rows():
    def on_arrays(model, X, y):
        return np.mean(model.predict(np.array(X)) == np.array(y))

    frame = pd.DataFrame(X)
    models = [GaussianNB(), DecisionTreeClassifier(max_depth=2, random_state=0)]
    pipeline = Pipeline([("scale", StandardScaler()), ("model", GaussianNB())])
    search = GridSearchCV2(pipeline, {"model": models}, cv=CV, scoring=on_arrays)
    search.fit(frame, y)
    _, score, _ = greedy_ensemble(search, frame, y, return_score=True)
    assert 0.8 < score < 1


def test_weights_of_rows_count_as_in_the_search():
    weights = np.where(y == 1, 5.0, 1.0)
    grid = {"var_smoothing": [1e-9, 1e-1]}
    search = GridSearchCV2(GaussianNB(), grid, cv=CV, scoring="neg_log_loss")
    search.fit(X, y, sample_weight=weights)
    _, _, best = greedy_ensemble(search, X, y, return_score=True, sample_weight=weights)
    assert best == pytest.approx(search.best_score_, rel=1e-9)
    unweighted = clone(search).fit(X, y)
    assert unweighted.best_score_ != pytest.approx(best, rel=1e-4)


# --- failures and bad input


class Picky(ClassifierMixin, Ridge):
    """Can be fitted on most rows."""

    def fit(self, X, y, sample_weight=None):
        if Picky.on and len(X) % 2:
            raise ValueError("an odd number of rows")
        self.classes_ = np.unique(y)
        return super().fit(X, y)

    def predict(self, X):
        return self.classes_[(super().predict(X) > 0.5).astype(int)]

    on = False


def test_a_candidate_that_fails_is_left_out():
    rows, labels = X[:190], y[:190]  # training rows: 126, 127, 127
    search = mixed([Picky(), GaussianNB()], cv=KFold(3)).fit(rows, labels)
    Picky.on = True
    try:
        with pytest.warns(
            FitFailedWarning, match=r"(?s)2 of the 6 fits .*an odd number"
        ):
            ensemble = greedy_ensemble(search, rows, labels)
    finally:
        Picky.on = False
    assert [name for name, _ in ensemble.estimators] == ["candidate_1"]


def test_neither_classifiers_nor_regressors():
    search = GridSearchCV2(KMeans(2, random_state=0), {"n_init": [1, 2]}, cv=3).fit(X)
    with pytest.raises(ValueError, match="classifiers or regressors, and KMeans is"):
        greedy_ensemble(search, X)


def test_several_columns_of_y():
    both = np.column_stack([y, 1 - y])
    search = GridSearchCV2(KNeighborsClassifier(), {"n_neighbors": [3, 5]}, cv=3)
    with pytest.raises(ValueError, match="y must have one column of classes"):
        greedy_ensemble(search.fit(X, both), X, both)
    search = GridSearchCV2(Ridge(), {"alpha": [1.0]}, cv=3).fit(X, both + 0.5)
    with pytest.raises(ValueError, match="y must have one column of numbers"):
        greedy_ensemble(search, X, both + 0.5)


def test_class_weights_by_label():
    weight = {"malignant": 2, "benign": 1}
    search = GridSearchCV2(
        LogisticRegression(max_iter=5000), {"class_weight": [weight, None]}, cv=CV
    ).fit(StandardScaler().fit_transform(X), NAMES)
    with pytest.raises(ValueError, match=r"class_weight of the candidate .*Encode y"):
        greedy_ensemble(search, X, NAMES)


def test_bad_arguments():
    search = mixed(SOFT).fit(X, y)
    with pytest.raises(ValueError, match="k must be an int of at least 1, got 0"):
        greedy_ensemble(search, X, y, k=0)
    with pytest.raises(TypeError, match="search must be a fitted search"):
        greedy_ensemble(GaussianNB(), X, y)
    with pytest.raises(NotFittedError):
        greedy_ensemble(clone(search), X, y)


def test_a_scorer_that_gives_no_number():
    search = GridSearchCV2(GaussianNB(), {"var_smoothing": [1e-9]}, cv=CV).fit(X, y)
    search.set_params(scoring=lambda model, X, y: np.nan)
    with pytest.raises(ValueError, match="search: scoring gives no number"):
        greedy_ensemble(search, X, y)
