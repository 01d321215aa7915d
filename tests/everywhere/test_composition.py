"""Searches inside other estimators and tools, and other estimators inside them."""

import numpy as np
import pytest
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import TransformedTargetRegressor
from sklearn.datasets import load_diabetes, load_iris
from sklearn.ensemble import (
    BaggingClassifier,
    StackingClassifier,
    StackingRegressor,
    VotingClassifier,
    VotingRegressor,
)
from sklearn.feature_selection import RFE
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import (
    KFold,
    StratifiedKFold,
    cross_val_predict,
    cross_val_score,
    learning_curve,
    validation_curve,
)
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import MultiOutputRegressor
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils import shuffle

from tests.everywhere.searches import (
    ALL,
    assert_real_scores,
    crossed,
    only,
    short,
    suggesting,
)

X, y = shuffle(*load_iris(return_X_y=True), random_state=0)
SMOOTHING = {"var_smoothing": (1e-9, 1.0, "log-uniform")}
SMOOTHINGS = {"var_smoothing": [1e-9, 1e-2, 1.0]}

DIABETES = load_diabetes()
Xr, yr = DIABETES.data[:90], DIABETES.target[:90]
ALPHA = {"alpha": (1e-3, 1e2, "log-uniform")}


def naive_bayes(Search, **settings):
    return Search(GaussianNB(), SMOOTHING, cv=3, **{**short(Search), **settings})


def ridge(Search, **settings):
    return Search(Ridge(), ALPHA, cv=3, **{**short(Search), **settings})


# --- a search inside


@crossed(
    {("here", name) for name in ALL} | {("loky", "AutoSearchCV")},
    n_jobs={"here": None, "loky": 2},
    Search=ALL,
)
def test_nested_cross_validation(n_jobs, Search):
    search = Search(GaussianNB(), SMOOTHINGS, cv=2, **short(Search, 3))
    scores = cross_val_score(search, X, y, cv=3, n_jobs=n_jobs)
    by_hand = [
        clone(search).fit(X[train], y[train]).score(X[test], y[test])
        for train, test in StratifiedKFold(3).split(X, y)
    ]
    assert list(scores) == by_hand


@only("AutoSearchCV")
def test_cross_val_predict(Search):
    search = naive_bayes(Search)
    shares = cross_val_predict(search, X, y, cv=3, method="predict_proba")
    assert shares.shape == (150, 3)
    for train, test in StratifiedKFold(3).split(X, y):
        alone = clone(search).fit(X[train], y[train])
        assert np.allclose(shares[test], alone.predict_proba(X[test]))


@suggesting
def test_in_a_pipeline(Search):
    """Its parameters are seen from outside, its results from the step."""
    pipe = make_pipeline(StandardScaler(), ridge(Search)).fit(Xr, yr)
    alone = ridge(Search).fit(StandardScaler().fit_transform(Xr), yr)
    assert pipe[-1].best_params_ == alone.best_params_
    assert np.allclose(pipe.predict(Xr), alone.predict(pipe[0].transform(Xr)))
    assert is_regressor(pipe)
    name = Search.__name__.lower()
    pipe.set_params(**{f"{name}__n_iter": 2}).fit(Xr, yr)
    assert len(pipe[-1].cv_results_["params"]) <= 2


@only("GradSearchCV")
def test_stacking(Search):
    """As a member, and as what weighs the members."""
    members = [("searched", naive_bayes(Search)), ("svc", SVC())]
    stack = StackingClassifier(members, LogisticRegression(max_iter=1000), cv=3)
    stack.fit(X, y)
    alone = naive_bayes(Search).fit(X, y)
    assert stack.named_estimators_["searched"].best_params_ == alone.best_params_
    assert stack.score(X, y) > 0.9
    final = StackingClassifier([("nb", GaussianNB())], logistic(Search), cv=3)
    assert "C" in final.fit(X, y).final_estimator_.best_params_


def logistic(Search):
    space = {"C": (1e-2, 1e2, "log-uniform")}
    return Search(LogisticRegression(max_iter=1000), space, cv=2, **short(Search))


@only("BayesSearchCV")
def test_stacking_of_regressors(Search):
    stack = StackingRegressor([("ridge", ridge(Search))], ridge(Search), cv=3)
    stack.fit(Xr, yr)
    alone = ridge(Search).fit(Xr, yr)
    assert stack.named_estimators_["ridge"].best_params_ == alone.best_params_
    assert stack.score(Xr, yr) > 0.4


@only("AutoSearchCV")
def test_voting(Search):
    members = [("nb", naive_bayes(Search)), ("logistic", logistic(Search))]
    vote = VotingClassifier(members, voting="soft").fit(X, y)
    shares = [search.fit(X, y).predict_proba(X) for _, search in members]
    assert np.allclose(vote.predict_proba(X), np.mean(shares, axis=0))
    mean = VotingRegressor([("a", ridge(Search)), ("b", Ridge())]).fit(Xr, yr)
    parts = ridge(Search).fit(Xr, yr).predict(Xr), Ridge().fit(Xr, yr).predict(Xr)
    assert np.allclose(mean.predict(Xr), np.mean(parts, axis=0))


@only("BayesSearchCV")
@pytest.mark.parametrize("ensemble", [True, False])
def test_calibrated(Search, ensemble):
    calibrated = CalibratedClassifierCV(naive_bayes(Search), cv=3, ensemble=ensemble)
    shares = calibrated.fit(X, y).predict_proba(X)
    assert np.allclose(shares.sum(axis=1), 1)
    assert calibrated.score(X, y) > 0.9
    fitted = calibrated.calibrated_classifiers_
    assert len(fitted) == (3 if ensemble else 1)
    if not ensemble:
        alone = naive_bayes(Search).fit(X, y)
        assert fitted[0].estimator.best_params_ == alone.best_params_


@only("GradSearchCV")
def test_a_transformed_target_around(Search):
    model = TransformedTargetRegressor(ridge(Search), func=np.log, inverse_func=np.exp)
    alone = ridge(Search).fit(Xr, np.log(yr))
    model.fit(Xr, yr)
    assert model.regressor_.best_params_ == alone.best_params_
    assert np.allclose(model.predict(Xr), np.exp(alone.predict(Xr)))


@only("BayesSearchCV")
def test_learning_curve(Search):
    search = naive_bayes(Search)
    sizes, _, scores = learning_curve(search, X, y, train_sizes=[0.5, 1.0], cv=3)
    assert list(sizes) == [50, 100]
    assert np.array_equal(scores[1], cross_val_score(search, X, y, cv=3))
    for column, (train, test) in enumerate(StratifiedKFold(3).split(X, y)):
        alone = clone(search).fit(X[train[:50]], y[train[:50]])
        assert scores[0, column] == alone.score(X[test], y[test])


@only("GradSearchCV")
def test_validation_curve(Search):
    """Over a setting of the search itself."""
    settings = {"param_name": "n_iter", "param_range": [1, 6]}
    _, scores = validation_curve(ridge(Search), Xr, yr, cv=KFold(3), **settings)
    for row, n_iter in enumerate([1, 6]):
        alone = cross_val_score(ridge(Search, n_iter=n_iter), Xr, yr, cv=KFold(3))
        assert np.allclose(scores[row], alone)


@only("GradSearchCV")
def test_one_search_an_output(Search):
    Y = np.column_stack([yr, Xr[:, 0]])
    model = MultiOutputRegressor(ridge(Search)).fit(Xr[:, 1:], Y)
    for j, search in enumerate(model.estimators_):
        alone = ridge(Search).fit(Xr[:, 1:], Y[:, j])
        assert search.best_params_ == alone.best_params_
    assert model.predict(Xr[:, 1:]).shape == Y.shape


@only("AutoSearchCV")
def test_one_search_a_class(Search):
    model = OneVsRestClassifier(naive_bayes(Search)).fit(X, y)
    for j, search in enumerate(model.estimators_):
        alone = naive_bayes(Search).fit(X, (y == j).astype(int))
        assert search.best_params_ == alone.best_params_


@only("BayesSearchCV")
def test_in_a_bagging_ensemble_with_workers(Search):
    """Searches inside worker processes, each of which asks for workers itself."""
    bag = BaggingClassifier(naive_bayes(Search, n_jobs=2), 2, n_jobs=2, random_state=0)
    here = clone(bag).set_params(n_jobs=1, estimator__n_jobs=1).fit(X, y)
    there = bag.fit(X, y)
    found = [search.best_params_ for search in there.estimators_]
    assert found == [search.best_params_ for search in here.estimators_]
    assert np.array_equal(there.predict(X), here.predict(X))


@only("BayesSearchCV")
def test_permutation_importance(Search):
    search = naive_bayes(Search).fit(X, y)
    ours = permutation_importance(search, X, y, random_state=0)
    best = permutation_importance(search.best_estimator_, X, y, random_state=0)
    assert np.array_equal(ours.importances, best.importances)


@only("AutoSearchCV")
def test_feature_elimination_by_the_best(Search):
    """`importance_getter` reaches through the search."""
    getter = "best_estimator_.coef_"
    model = RFE(ridge(Search), n_features_to_select=4, importance_getter=getter)
    assert model.fit(Xr, yr).support_.sum() == 4
    assert model.estimator_.n_features_in_ == 4


@suggesting
def test_a_search_in_a_search(Search):
    """The outer one chooses what the inner one may not."""
    inner = Search(SVC(), {"C": (0.1, 10.0, "log-uniform")}, cv=2, **short(Search, 3))
    outer = Search(inner, {"estimator__kernel": ["rbf", "linear"]}, cv=2)
    outer.set_params(**short(Search, 2)).fit(X, y)
    assert_real_scores(outer, X, y, cv=2)
    best = outer.best_estimator_
    assert best.best_estimator_.kernel == outer.best_params_["estimator__kernel"]
    assert is_classifier(outer)
    assert np.array_equal(outer.predict(X), best.best_estimator_.predict(X))


# --- inside a search


@suggesting
def test_a_transformed_target(Search):
    model = TransformedTargetRegressor(Ridge(), func=np.log, inverse_func=np.exp)
    space = {"regressor__alpha": ALPHA["alpha"]}
    search = Search(model, space, cv=3, **short(Search, 6)).fit(Xr, yr)
    assert_real_scores(search, Xr, yr, cv=3)


@suggesting
def test_a_calibrated_classifier(Search):
    model = CalibratedClassifierCV(DecisionTreeClassifier(random_state=0), cv=2)
    space = {"estimator__max_depth": (1, 5), "method": ["sigmoid", "isotonic"]}
    search = Search(model, space, scoring="neg_log_loss", cv=2, **short(Search, 5))
    search.fit(X, y)
    assert_real_scores(search, X, y, cv=2, scoring="neg_log_loss")


@suggesting
def test_an_ensemble_with_members_to_set_and_to_drop(Search):
    members = [("nb", GaussianNB()), ("tree", DecisionTreeClassifier(random_state=0))]
    space = {
        "nb__var_smoothing": SMOOTHING["var_smoothing"],
        "tree": ["drop", DecisionTreeClassifier(max_depth=2, random_state=0)],
        "voting": ["soft", "hard"],
    }
    search = Search(VotingClassifier(members), space, cv=3, **short(Search, 8))
    search.fit(X, y)
    assert_real_scores(search, X, y, cv=3)
    tried = [params["tree"] for params in search.cv_results_["params"]]
    assert "drop" in tried
    assert len({repr(value) for value in tried}) == 2
