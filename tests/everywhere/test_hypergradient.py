"""`GradSearchCV.hypergradient` against differences of scores of scikit-learn's fits."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import hinge_loss, make_scorer, mean_absolute_error
from sklearn.model_selection import KFold, ShuffleSplit, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from sk_hpo import GradSearchCV

X, y = load_diabetes(return_X_y=True)
ALPHA = {"alpha": (1e-4, 1e2, "log-uniform")}
LOGISTIC = make_pipeline(
    StandardScaler(), LogisticRegression(solver="newton-cholesky", tol=1e-10)
)


def slope(estimator, name, v, X, y, h=1e-4, **settings):
    scores = [
        cross_val_score(
            clone(estimator).set_params(**{name: v * (1 + sign * h)}), X, y, **settings
        ).mean()
        for sign in (1, -1)
    ]
    return (scores[0] - scores[1]) / (2 * h * v)


@pytest.mark.parametrize("scoring", [None, "neg_mean_absolute_error"])
@pytest.mark.parametrize("value", [1e-3, 1, 1000.0])
def test_exact(scoring, value):
    search = GradSearchCV(Ridge(), ALPHA, scoring=scoring, cv=3)
    found = search.hypergradient({"alpha": value}, X, y)
    expected = slope(Ridge(), "alpha", value, X, y, scoring=scoring, cv=3)
    assert found == {"alpha": pytest.approx(expected, rel=1e-5)}
    assert not hasattr(search, "n_splits_")


def test_a_fitted_search_is_at_its_optimum():
    search = GradSearchCV(Ridge(), ALPHA).fit(X, y)
    best = search.best_params_["alpha"]
    slopes = [
        v * search.hypergradient({"alpha": v}, X, y)["alpha"] for v in (best, 10 * best)
    ]
    assert abs(slopes[0]) < 0.05 * abs(slopes[1])


def test_of_a_pipeline_with_weights_and_groups():
    X, y = load_breast_cancer(return_X_y=True)
    rng = np.random.default_rng(0)
    s, name = rng.uniform(0.5, 2, len(y)), "logisticregression__C"
    search = GradSearchCV(LOGISTIC, {name: (1e-3, 1e3)}, scoring="neg_log_loss", cv=3)
    given = {"logisticregression__sample_weight": s}
    found = search.hypergradient({name: 0.5}, X, y, **given)
    expected = slope(
        LOGISTIC, name, 0.5, X, y, scoring="neg_log_loss", cv=3, params=given
    )
    assert found[name] == pytest.approx(expected, rel=1e-5)


def test_of_several_metrics_it_is_of_the_one_that_guides():
    scoring = ["r2", "neg_mean_squared_error"]
    search = GradSearchCV(Ridge(), ALPHA, scoring=scoring, refit=scoring[1], cv=3)
    found = search.hypergradient({"alpha": 1.0}, X, y)["alpha"]
    expected = slope(Ridge(), "alpha", 1.0, X, y, scoring=scoring[1], cv=3)
    assert found == pytest.approx(expected, rel=1e-5)


def test_the_splits_are_those_of_the_search():
    cv = ShuffleSplit(3, random_state=5)
    found = GradSearchCV(Ridge(), ALPHA, cv=cv).hypergradient({"alpha": 1.0}, X, y)
    expected = slope(Ridge(), "alpha", 1.0, X, y, cv=cv)
    assert found["alpha"] == pytest.approx(expected, rel=1e-5)


def test_by_differences_where_nothing_is_exact():
    tree = DecisionTreeRegressor(max_depth=4, random_state=0)
    name = "ccp_alpha"
    search = GradSearchCV(tree, {name: (0.0, 500.0)}, cv=3)
    found = search.hypergradient({name: 100.0}, X, y)[name]
    ends = [
        cross_val_score(clone(tree).set_params(**{name: v}), X, y, cv=3).mean()
        for v in (115.0, 85.0)
    ]
    assert found == pytest.approx((ends[0] - ends[1]) / 30)
    # at its bound there is one side only
    assert np.isfinite(search.hypergradient({name: 0.0}, X, y)[name])


def test_exact_and_by_differences_at_once():
    ridge = Ridge(solver="sparse_cg", random_state=0)
    search = GradSearchCV(ridge, ALPHA, cv=3)
    found = search.hypergradient({"tol": 0.1, "alpha": 1e-3}, X, y)
    assert list(found) == ["tol", "alpha"]
    # of the equations' solution, not of where the solver stops
    expected = slope(Ridge(), "alpha", 1e-3, X, y, cv=3)
    assert found["alpha"] == pytest.approx(expected, rel=1e-5)


NAMED = r"neg_brier_score.*'neg_log_loss'"
HINGE = make_scorer(
    hinge_loss, greater_is_better=False, response_method="decision_function"
)


@pytest.mark.parametrize(
    ("estimator", "scoring", "words"),
    [
        (LOGISTIC, None, f"accuracy_score counts or ranks rows.*{NAMED}"),
        (LOGISTIC, "f1", f"f1_score .*{NAMED}"),
        (LOGISTIC, "roc_auc", f"roc_auc_score .*{NAMED}"),
        (LOGISTIC, make_scorer(mean_absolute_error), f"mean_absolute_error .*{NAMED}"),
        (DecisionTreeClassifier(), "accuracy", f"accuracy_score .*{NAMED}"),
        (LinearSVC(), "average_precision", "average_precision_score .*hinge_loss"),
        (Ridge(), "roc_auc", "roc_auc_score .*'neg_mean_squared_error'.*'r2'"),
    ],
)
def test_a_score_that_counts_has_none(estimator, scoring, words):
    X, y = load_breast_cancer(return_X_y=True)
    name = {Ridge: "alpha", LinearSVC: "C", DecisionTreeClassifier: "ccp_alpha"}.get(
        type(estimator), "logisticregression__C"
    )
    search = GradSearchCV(
        estimator, {name: (1e-4, 1e3, "log-uniform")}, scoring=scoring
    )
    with pytest.raises(ValueError, match=words):
        search.hypergradient({name: 1e-3}, X, y)


def test_of_several_metrics_only_the_one_that_guides_needs_a_gradient():
    X, y = load_breast_cancer(return_X_y=True)
    name, scoring = "logisticregression__C", ["accuracy", "neg_log_loss"]
    search = GradSearchCV(LOGISTIC, {name: (1e-4, 1e3)}, scoring=scoring, cv=3)
    with pytest.raises(ValueError, match="accuracy_score counts"):
        search.set_params(refit=False).hypergradient({name: 0.1}, X, y)
    found = search.set_params(refit="neg_log_loss").hypergradient({name: 0.1}, X, y)
    expected = slope(LOGISTIC, name, 0.1, X, y, scoring="neg_log_loss", cv=3)
    assert found[name] == pytest.approx(expected, rel=1e-5)


def test_what_is_said_to_have_a_gradient_of_margins_has_one():
    X, y = load_breast_cancer(return_X_y=True)
    X = StandardScaler().fit_transform(X)
    search = GradSearchCV(LinearSVC(), {"C": (1e-4, 1e3)}, scoring=HINGE, cv=3)
    assert search.hypergradient({"C": 1e-3}, X, y)["C"] > 0


@pytest.mark.parametrize(
    ("params", "words"),
    [
        (
            {"alhpa": 1.0},
            "Ridge has no parameter 'alhpa': nearest valid name: 'alpha'",
        ),
        ({"solver": "svd"}, r"'solver' is discrete \(not a number\)"),
        ({"max_iter": 3}, r"'max_iter' is discrete \(an integer\)"),
        ({"alpha": None}, "'alpha' must be a number, got None"),
        ({"alpha": True}, "'alpha' must be a number, got True"),
        ({"alpha": {"a": 1.0}}, r"'alpha' is not a dict"),
        ({"alpha": -1.0}, r"'alpha' parameter of Ridge .* Got -1.0"),
        ({"alpha": np.inf}, r"'alpha' parameter of Ridge .* Got inf"),
        ({2: 1.0}, "Ridge has no parameter '2'"),
    ],
)
def test_what_has_no_derivative_is_named(params, words):
    search = GradSearchCV(Ridge(), ALPHA, cv=KFold(3))
    with pytest.raises(ValueError, match=words):
        search.hypergradient(params, X, y)


@pytest.mark.parametrize("params", [3, None, [("alpha", 1.0)], "alpha"])
def test_what_is_no_dict_is_refused(params):
    with pytest.raises(TypeError, match="params must be a dict"):
        GradSearchCV(Ridge(), ALPHA).hypergradient(params, X, y)
