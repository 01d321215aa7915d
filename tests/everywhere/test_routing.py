"""sample_weight and groups: with metadata routing, and as it was before it."""

import numpy as np
import pytest
from sklearn import config_context
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.exceptions import UnsetMetadataPassedError
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, make_scorer, mean_squared_error, r2_score
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    KFold,
    LeaveOneGroupOut,
    cross_validate,
)
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import GradSearchCV
from tests.everywhere.searches import (
    assert_real_scores,
    every_search,
    short,
    suggesting,
)

rng = np.random.default_rng(0)
X, y = load_diabetes(return_X_y=True)
X, y = X[:150], y[:150]
weight = rng.uniform(0.1, 5, len(y))
groups = rng.integers(0, 5, len(y))
ALPHA = {"alpha": (1e-3, 1e2, "log-uniform")}


@pytest.fixture
def routing():
    with config_context(enable_metadata_routing=True):
        yield


def splits_of(cv):
    # a KFold warns of groups, since it ignores them
    return cv.split(X, y, groups if isinstance(cv, GroupKFold) else None)


def by_hand(params, *, weight_fit, weight_score, cv):
    """Test scores of Ridge, split by split, as one would program them."""
    scores = []
    for train, test in splits_of(cv):
        model = Ridge(**params)
        at_train = weight[train] if weight_fit else None
        at_test = weight[test] if weight_score else None
        model.fit(X[train], y[train], sample_weight=at_train)
        scores.append(r2_score(y[test], model.predict(X[test]), sample_weight=at_test))
    return scores


def assert_weighted(search, *, weight_fit, weight_score, cv):
    for row, params in enumerate(search.cv_results_["params"]):
        table = [search.cv_results_[f"split{k}_test_score"][row] for k in range(3)]
        expected = by_hand(
            params, weight_fit=weight_fit, weight_score=weight_score, cv=cv
        )
        assert table == pytest.approx(expected, rel=1e-9)


# --- with routing


# where they are requested by somebody: weights for nobody are an error
requests = pytest.mark.parametrize(
    ("weight_fit", "weight_score"), [(True, True), (True, False), (False, True)]
)


@suggesting
@requests
def test_weights_go_where_they_are_requested(Search, weight_fit, weight_score, routing):
    model = Ridge().set_fit_request(sample_weight=weight_fit)
    model.set_score_request(sample_weight=weight_score)
    search = Search(model, ALPHA, cv=KFold(3), **short(Search))
    search.fit(X, y, sample_weight=weight)
    assert_weighted(
        search, weight_fit=weight_fit, weight_score=weight_score, cv=KFold(3)
    )
    # ... in the refit and in a score of the whole as well
    alone = Ridge(**search.best_params_)
    alone.fit(X, y, sample_weight=weight if weight_fit else None)
    assert np.allclose(search.predict(X), alone.predict(X))
    scored = search.score(X, y, **({"sample_weight": weight} if weight_score else {}))
    at_score = weight if weight_score else None
    assert scored == pytest.approx(
        r2_score(y, alone.predict(X), sample_weight=at_score)
    )


@requests
def test_the_exact_gradient_is_that_of_the_weighted_score(
    weight_fit, weight_score, routing
):
    model = Ridge().set_fit_request(sample_weight=weight_fit)
    model.set_score_request(sample_weight=weight_score)
    search = GradSearchCV(model, ALPHA, cv=KFold(3)).fit(X, y, sample_weight=weight)
    (path,) = search.descents
    assert path.exact
    assert len(search.trials) < 4
    for step in path.steps:
        expected = by_hand(
            step.params, weight_fit=weight_fit, weight_score=weight_score, cv=KFold(3)
        )
        assert step.score == pytest.approx(np.mean(expected), rel=1e-4)


@suggesting
def test_a_scorer_may_request_weights_too(Search, routing):
    scorer = make_scorer(mean_squared_error, greater_is_better=False)
    scorer.set_score_request(sample_weight=True)
    model = Ridge().set_fit_request(sample_weight=False)
    search = Search(model, ALPHA, cv=KFold(3), scoring=scorer, **short(Search))
    search.fit(X, y, sample_weight=weight)
    model = Ridge(**search.best_params_)
    errors = [
        mean_squared_error(
            y[test],
            model.fit(X[train], y[train]).predict(X[test]),
            sample_weight=weight[test],
        )
        for train, test in KFold(3).split(X)
    ]
    assert search.best_score_ == pytest.approx(-np.mean(errors))


@every_search
def test_what_nobody_requests_is_an_error(Search, routing):
    search = Search(Ridge(), {"alpha": [0.1, 1.0]}, cv=3, **short(Search, 2))
    with pytest.raises(UnsetMetadataPassedError, match="sample_weight"):
        search.fit(X, y, sample_weight=weight)


@suggesting
def test_groups_are_requested_by_the_splitter(Search, routing):
    search = Search(Ridge(), ALPHA, cv=GroupKFold(3), **short(Search))
    search.fit(X, y, groups=groups)
    assert_weighted(search, weight_fit=False, weight_score=False, cv=GroupKFold(3))


@suggesting
def test_a_pipeline_routes_to_the_step_that_asks(Search, routing):
    pipe = make_pipeline(
        StandardScaler().set_fit_request(sample_weight=False),
        Ridge().set_fit_request(sample_weight=True),
    )
    space = {"ridge__alpha": ALPHA["alpha"]}
    search = Search(pipe, space, cv=KFold(3), scoring=weighted_r2(), **short(Search))
    search.fit(X, y, sample_weight=weight)
    for row, params in enumerate(search.cv_results_["params"]):
        scores = []
        for train, test in KFold(3).split(X):
            fresh = clone(pipe).set_params(**params)
            fresh.fit(X[train], y[train], sample_weight=weight[train])
            predicted = fresh.predict(X[test])
            scores.append(r2_score(y[test], predicted, sample_weight=weight[test]))
        table = [search.cv_results_[f"split{k}_test_score"][row] for k in range(3)]
        assert table == pytest.approx(scores, rel=1e-9)


def weighted_r2():
    # scikit-learn 1.6 does not route to the score of a Pipeline or of a search
    return make_scorer(r2_score).set_score_request(sample_weight=True)


@suggesting
def test_nested_cross_validation_routes_to_both_levels(Search, routing):
    model = Ridge().set_fit_request(sample_weight=True)
    inner = Search(model, ALPHA, cv=GroupKFold(2), scoring=weighted_r2())
    inner.set_params(**short(Search, 3))
    nested = cross_validate(
        inner,
        X,
        y,
        cv=GroupKFold(2),
        scoring=weighted_r2(),
        params={"sample_weight": weight, "groups": groups},
        return_estimator=True,
    )
    for (train, test), fitted, score in zip(
        GroupKFold(2).split(X, y, groups),
        nested["estimator"],
        nested["test_score"],
        strict=True,
    ):
        alone = clone(inner).fit(
            X[train], y[train], sample_weight=weight[train], groups=groups[train]
        )
        assert fitted.best_params_ == alone.best_params_
        predicted = alone.predict(X[test])
        expected = r2_score(y[test], predicted, sample_weight=weight[test])
        assert score == pytest.approx(expected)


@suggesting
def test_a_search_in_a_pipeline_is_routed_to(Search, routing):
    model = Ridge().set_fit_request(sample_weight=True)
    model.set_score_request(sample_weight=False)
    scaler = StandardScaler().set_fit_request(sample_weight=False)
    search = Search(model, ALPHA, cv=KFold(3), **short(Search))
    pipe = make_pipeline(scaler, search).fit(X, y, sample_weight=weight)
    alone = clone(search).fit(
        StandardScaler().fit_transform(X), y, sample_weight=weight
    )
    assert pipe[-1].best_params_ == alone.best_params_
    assert pipe[-1].best_score_ == pytest.approx(alone.best_score_)


# --- without it


def assert_as_in_sklearn(search, **params):
    """Whether scorers get weights too depends on scikit-learn's version."""
    grid = [{"alpha": [row["alpha"]]} for row in search.cv_results_["params"]]
    theirs = GridSearchCV(Ridge(), grid, cv=search.cv).fit(X, y, **params)
    assert list(search.cv_results_["mean_test_score"]) == pytest.approx(
        theirs.cv_results_["mean_test_score"], rel=1e-9
    )
    alone = Ridge(**search.best_params_).fit(X, y, params.get("sample_weight"))
    assert np.allclose(search.predict(X), alone.predict(X))


@suggesting
@pytest.mark.parametrize("cv", [KFold(3), GroupKFold(3)], ids=["KFold", "GroupKFold"])
def test_weights_and_groups_go_where_sklearn_has_them_go(Search, cv):
    search = Search(Ridge(), ALPHA, cv=cv, **short(Search))
    params = {"sample_weight": weight}
    if isinstance(cv, GroupKFold):
        params["groups"] = groups
    search.fit(X, y, **params)
    assert_as_in_sklearn(search, **params)


def test_the_exact_gradient_follows_the_score_that_is_published():
    search = GradSearchCV(Ridge(), ALPHA, cv=GroupKFold(3))
    search.fit(X, y, sample_weight=weight, groups=groups)
    (path,) = search.descents
    assert path.exact
    assert path.steps[-1].score == pytest.approx(search.best_score_, rel=1e-4)
    assert_as_in_sklearn(search, sample_weight=weight, groups=groups)


@suggesting
def test_leave_one_group_out(Search):
    search = Search(Ridge(), ALPHA, cv=LeaveOneGroupOut(), **short(Search))
    search.fit(X, y, groups=groups)
    assert search.n_splits_ == 5
    splits = list(LeaveOneGroupOut().split(X, y, groups))
    assert_real_scores(search, X, y, cv=splits)


@every_search
def test_a_splitter_without_its_groups_says_so(Search):
    search = Search(Ridge(), {"alpha": [0.1, 1.0]}, cv=GroupKFold(3))
    search.set_params(**short(Search, 2))
    with pytest.raises(ValueError, match="'groups' parameter should not be None"):
        search.fit(X, y)


@suggesting
def test_a_weight_of_0_takes_a_row_out(Search):
    """Labels of half of the rows are wrong, and weigh nothing."""
    X, y = load_breast_cancer(return_X_y=True)
    X, y = X[:200], y[:200]
    wrong = rng.random(200) < 0.5
    shown = np.where(wrong, 1 - y, y)
    search = Search(
        DecisionTreeClassifier(random_state=0), {"max_depth": (1, 6)}, cv=3, n_iter=4
    )
    search.set_params(random_state=0).fit(X, shown, sample_weight=1.0 * ~wrong)
    assert accuracy_score(y[~wrong], search.predict(X[~wrong])) > 0.95
    assert accuracy_score(shown[wrong], search.predict(X[wrong])) < 0.3


@suggesting
@pytest.mark.parametrize(
    ("model", "space"),
    [
        (SVC(), {"C": (0.1, 10.0, "log-uniform")}),
        (GaussianNB(), {"var_smoothing": (1e-9, 1.0, "log-uniform")}),
        (LogisticRegression(), {"C": (0.1, 10.0, "log-uniform")}),
    ],
    ids=["SVC", "GaussianNB", "LogisticRegression"],
)
def test_weights_reach_every_kind_of_model(Search, model, space):
    X, y = load_breast_cancer(return_X_y=True)
    X = StandardScaler().fit_transform(X[:200, :4])
    y, weights = y[:200], np.where(y[:200] == 1, 20.0, 1.0)
    search = Search(model, space, cv=3, **short(Search))
    plain = clone(search).fit(X, y).predict(X)
    weighted = search.fit(X, y, sample_weight=weights).predict(X)
    assert weighted.sum() > plain.sum()
    alone = clone(model).set_params(**search.best_params_)
    assert np.array_equal(alone.fit(X, y, weights).predict(X), weighted)
