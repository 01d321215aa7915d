"""What a search begins with, and what it takes from the results of another."""

import warnings

import pytest
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import BaggingClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifierCV
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import BayesSearchCV
from tests.everywhere.searches import short, suggesting

X, y = load_breast_cancer(return_X_y=True)
X, y = X[::5], y[::5]
C = (1e-2, 1e2, "log-uniform")
MODEL = make_pipeline(StandardScaler(), SVC(gamma=0.02))
EXCHANGED = Pipeline([("scale", StandardScaler()), ("model", LogisticRegression(C=50))])


def search(model, space, **settings):
    settings = {"n_iter": 4, "cv": 2, "random_state": 0, **settings}
    return BayesSearchCV(model, space, **settings).fit(X, y)


def tried(found):
    return [trial.params for trial in found.trials]


def assert_begins_with(found, params, scores, space):
    """As a search does that is given these candidates and scores in a table."""
    table = {"params": params, "mean_test_score": list(scores)}
    told = search(MODEL, space, prior_results=table)
    assert tried(found) == tried(told)
    expected = told.surrogate.predict(params)
    assert list(found.surrogate.predict(params)) == list(expected)


def test_an_exchanged_model_begins_with_its_own_settings():
    svc, tree = SVC(C=7), DecisionTreeClassifier(min_samples_leaf=3, random_state=0)
    spaces = [
        {"model": [svc], "model__C": C},
        {"model": [tree], "model__min_samples_leaf": (1, 20)},
    ]
    first, second = tried(search(EXCHANGED, spaces))[:2]
    assert first["model__C"] == 7
    assert second == {"model": tree, "model__min_samples_leaf": 3}


def test_a_given_point_is_completed_from_the_model_that_it_chooses():
    models = [LogisticRegression(), SVC(C=7)]
    space = {"model": models, "model__C": C}
    points = [{"model": models[1]}, {"model": models[0], "model__C": 2.0}]
    first, second = tried(search(EXCHANGED, space, initial_points=points))[:2]
    assert first == {"model": models[1], "model__C": 7}
    assert second == points[1]


def test_the_first_of_the_choices_is_the_estimators_own():
    space = {"model": [SVC(C=7), EXCHANGED[-1]], "model__C": C}
    assert tried(search(EXCHANGED, space))[0] == {
        "model": EXCHANGED[-1],
        "model__C": 50,
    }


def test_own_settings_that_are_known_are_not_evaluated_again():
    space = {"svc__C": C}
    earlier = search(MODEL, space)
    later = search(MODEL, space, prior_results=earlier)
    assert tried(earlier)[0] == {"svc__C": 1.0}
    assert {"svc__C": 1.0} not in tried(later)


def test_a_parameter_that_was_not_searched_before_was_as_in_the_estimator():
    earlier = search(MODEL, {"svc__C": C})
    space = {"svc__C": C, "svc__gamma": (1e-4, 1.0, "log-uniform")}
    later = search(MODEL, space, prior_results=earlier)
    known = [{**params, "svc__gamma": 0.02} for params in tried(earlier)]
    assert_begins_with(later, known, earlier.cv_results_["mean_test_score"], space)


def test_of_a_parameter_that_is_no_longer_searched_the_estimators_value_counts():
    space = {"svc__C": C, "svc__kernel": ["linear", "rbf"]}
    earlier = search(MODEL, space, n_iter=8)
    others = sum(params["svc__kernel"] == "linear" for params in tried(earlier))
    assert 0 < others < 8
    with pytest.warns(UserWarning, match=f"{others} of the 8 prior_results lie outsid"):
        later = search(MODEL, {"svc__C": C}, prior_results=earlier)
    assert f"of {4 + 8 - others} candidates" in repr(later.surrogate)


def test_an_estimator_that_was_exchanged_before_is_not_the_own_one():
    spaces = {"model": [EXCHANGED[-1], SVC()], "model__C": C}
    earlier = search(EXCHANGED, spaces, n_iter=6)
    of_svc = sum(isinstance(params["model"], SVC) for params in tried(earlier))
    assert 0 < of_svc < 6
    with pytest.warns(UserWarning, match=f"{of_svc} of the 6 prior_results"):
        later = search(EXCHANGED, {"model__C": C}, prior_results=earlier)
    assert f"of {4 + 6 - of_svc} candidates" in repr(later.surrogate)


def test_an_integer_is_not_a_share():
    space = {"model__max_features": [1, 1.0]}
    tree = DecisionTreeClassifier(max_features=1.0, random_state=0)
    model = Pipeline([("model", tree)])
    table = {"params": [{"model__max_features": 1}], "mean_test_score": [0.9]}
    assert tried(search(model, space, prior_results=table))[0] == {
        "model__max_features": 1.0
    }
    leaves = {"model__min_samples_leaf": (1, 20)}
    with pytest.warns(UserWarning, match="1 of the 1 prior_results"):
        search(model, leaves, prior_results=table)


@suggesting
def test_estimators_in_estimators_begin_with_their_own(Search):
    tree = DecisionTreeClassifier(max_depth=3, random_state=0)
    bagging = BaggingClassifier(tree, n_estimators=3, random_state=0)
    space = {"model": [bagging], "model__estimator": [SVC(), tree]}
    found = Search(EXCHANGED, space, cv=2, **short(Search, 1)).fit(X, y)
    assert tried(found) == [{"model": bagging, "model__estimator": tree}]


@suggesting
def test_objects_that_equal_themselves_only_are_found(Search):
    splits = [KFold(2), KFold(3)]
    own = RidgeClassifierCV(cv=splits[1])
    model = Pipeline([("scale", StandardScaler()), ("model", own)])
    space = {"model": [RidgeClassifierCV([5.0]), own], "model__cv": splits}
    found = Search(model, space, cv=2, **short(Search, 1)).fit(X, y)
    assert tried(found)[0]["model"] is own
    assert tried(found)[0]["model__cv"] is splits[1]


def test_the_column_of_the_searchs_own_scoring_is_read():
    metrics = {"error": "neg_mean_absolute_error", "accuracy": "accuracy"}
    earlier = search(MODEL, {"svc__C": C}, scoring=metrics, refit="error")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for results in (earlier, earlier.cv_results_):
            later = search(
                MODEL, {"svc__C": C}, scoring="accuracy", prior_results=results
            )
            column = earlier.cv_results_["mean_test_accuracy"]
            assert_begins_with(later, tried(earlier), column, {"svc__C": C})


def test_the_same_scoring_by_another_name():
    earlier = search(MODEL, {"svc__C": C}, scoring="roc_auc")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        settings = {"scoring": {"auc": "roc_auc"}, "refit": "auc"}
        later = search(MODEL, {"svc__C": C}, prior_results=earlier, **settings)
        search(MODEL, {"svc__C": C}, prior_results=later, scoring="roc_auc")
        own = search(MODEL, {"svc__C": C})
        search(MODEL, {"svc__C": C}, prior_results=own, scoring="accuracy")


def test_the_estimators_own_score_is_another_kind_too():
    own = search(MODEL, {"svc__C": C})
    with pytest.warns(
        UserWarning, match="scoring=None, but this search has scoring='f1'"
    ):
        search(MODEL, {"svc__C": C}, prior_results=own, scoring="f1")


@pytest.mark.parametrize(
    ("scoring", "refit"), [("f1", True), (["accuracy", "f1"], "f1")]
)
@pytest.mark.parametrize("before", ["roc_auc", ["roc_auc", "recall"]])
def test_scores_of_another_kind_are_told_of(scoring, refit, before):
    first = "roc_auc" if isinstance(before, list) else True
    earlier = search(MODEL, {"svc__C": C}, scoring=before, refit=first)
    settings = {"scoring": scoring, "refit": refit, "prior_results": earlier}
    with pytest.warns(
        UserWarning, match="scoring='roc_auc', but this search has scoring='f1'"
    ):
        search(MODEL, {"svc__C": C}, **settings)
