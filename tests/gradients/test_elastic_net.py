import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import ElasticNet, Lasso, LassoCV
from sklearn.model_selection import KFold, cross_val_score

from sk_hpo import GradSearchCV
from sk_hpo.gradients.criteria.squared_error import (
    DeterminationCoefficient,
    SquaredError,
)
from sk_hpo.gradients.implicit import differentiate
from sk_hpo.gradients.linear import covariance
from sk_hpo.gradients.models import elastic_net as model
from tests.gradients.problems import KINDS, data, inner_maps, row_splits

R2 = DeterminationCoefficient()
PRECISE = {"tol": 1e-12, "max_iter": 100_000}


def sparse_truth(n=100, p=60, seed=0):
    """A few columns of many tell something."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p)) + 0.5 * rng.normal(size=(n, 1))
    w = np.where(np.arange(p) < 8, rng.normal(size=p) * 3, 0)
    return X, X @ w + rng.normal(size=n) * 2 + 10


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weighted", [False, True], ids=["", "weights"])
@pytest.mark.parametrize("settings", [{}, {"positive": True}, {"fit_intercept": False}])
@pytest.mark.in_turn
def test_columns_on_demand_are_all_that_matter(monkeypatch, kind, weighted, settings):
    X, y, s = data(40, 30)
    s = s if weighted else None
    names, theta = ["alpha", "l1_ratio"], {"alpha": 0.4, "l1_ratio": 0.6}
    estimator = ElasticNet(**settings)
    whole = inner_maps(model, estimator, KINDS[kind](X), y, s)
    monkeypatch.setattr(covariance, "FEW_COLUMNS", 3)
    some = inner_maps(model, estimator, KINDS[kind](X), y, s)
    expected, found = (differentiate(maps, R2, theta, names) for maps in (whole, some))
    assert found.value == pytest.approx(expected.value, rel=1e-8)
    for name in names:
        assert found.gradient[name] == pytest.approx(expected.gradient[name], rel=1e-6)
    for a, b in zip(found.solutions, expected.solutions, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-8)


def test_only_columns_that_are_needed(monkeypatch):
    monkeypatch.setattr(covariance, "FEW_COLUMNS", 3)
    X, y = sparse_truth(80, 1000)
    inner, *_ = inner_maps(model, Lasso(), X, y)
    w = inner.fit({"alpha": 0.5}, None, 0.0)
    columns, _ = inner.split.covariance.known()
    assert 0 < np.count_nonzero(w) < 60
    assert len(columns) < 300
    train, _ = row_splits(len(y))[0]
    fitted = Lasso(alpha=0.5, **PRECISE).fit(X[train], y[train])
    np.testing.assert_allclose(w, fitted.coef_, atol=1e-5)


@pytest.mark.parametrize("positive", [False, True])
@pytest.mark.parametrize("rho", [1.0, 0.3])
def test_nothing_is_left_from_the_limit_on(positive, rho):
    X, y, _ = data()
    estimator = ElasticNet(l1_ratio=rho, positive=positive)
    for inner in inner_maps(model, estimator, X, y):
        limit = inner.limit("alpha", {})
        assert not inner.fit({"alpha": limit * 1.001}, None, 0.0).any()
        assert inner.fit({"alpha": limit * 0.999}, None, 0.0).any()
    assert inner.limit("l1_ratio", {"alpha": 1.0}) is None
    assert inner.limit("alpha", {"l1_ratio": 0.0}) is None


@pytest.mark.parametrize("alpha", [1e-4, 0.3])
def test_any_start_ends_at_the_same(alpha):
    X, y, _ = data(40, 45)
    inner, *_ = inner_maps(model, Lasso(), X, y)
    theta, rng = {"alpha": alpha}, np.random.default_rng(0)
    expected = inner.predict(inner.fit(theta, None, 0.0), theta)
    for start in (rng.normal(size=45), np.ones(45), np.zeros(7)):
        w = inner.fit(theta, start, 0.0)
        np.testing.assert_allclose(inner.predict(w, theta), expected, rtol=1e-6)


@pytest.mark.parametrize("intercept", [False, True])
@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_what_each_number_of_the_input_is_worth(kind, several, intercept):
    X, y, s = data()
    y = np.column_stack([y, y**2 / 10]) if several else y
    estimator = ElasticNet(l1_ratio=0.4, fit_intercept=intercept)
    theta = {"alpha": 0.3}
    rng = np.random.default_rng(0)
    (train, test), *_ = row_splits(len(y))
    error = SquaredError()

    def fitted(moved):
        inner, *_ = inner_maps(model, estimator, KINDS[kind](moved), y, s)
        return inner, inner.fit(theta, None, 0.0)

    def loss_at(moved):
        inner, w = fitted(moved)
        return error.value(inner.y_test, inner.predict(w, theta), inner.s_test)

    inner, w = fitted(X)
    g = error.value_and_du(inner.y_test, inner.predict(w, theta), inner.s_test)[1]
    q = inner.hess_solve(inner.predict_vjp(g, w, theta), w, theta, 0.0)
    of_train, of_test = inner.inputs_vjp(q, g, w, theta)
    assert of_train.shape == X[train].shape
    direction = rng.normal(size=X.shape)
    h = 1e-5
    near = (loss_at(X + h * direction) - loss_at(X - h * direction)) / (2 * h)
    found = np.sum(of_train * direction[train]) + np.sum(of_test * direction[test])
    assert found == pytest.approx(near, rel=1e-5)


def test_no_penalty_on_some_part():
    X, y, _ = data()
    for theta in ({"alpha": 0.0, "l1_ratio": 0.5}, {"alpha": 0.5, "l1_ratio": 0.0}):
        for inner in inner_maps(model, ElasticNet(), X, y):
            w = inner.fit(theta, None, 0.0)
            assert np.abs(inner.residual(w, theta)).max() < 1e-8
            assert w.all()


def test_a_search_is_at_least_as_good_as_lasso_cv():
    X, y = sparse_truth()
    cv = KFold(5)
    space = {"alpha": (1e-3, 1e3, "log-uniform")}
    search = GradSearchCV(Lasso(), space, cv=cv).fit(X, y)
    path = LassoCV(cv=cv).fit(X, y)
    theirs = cross_val_score(Lasso(alpha=path.alpha_), X, y, cv=cv).mean()
    assert search.best_score_ >= theirs - 1e-3
    (descent,) = search.descents
    assert descent.exact
    assert len(descent.steps) <= 15
    # far above what leaves nothing of the model
    assert max(step.params["alpha"] for step in descent.steps) < 30


def test_a_search_of_both_parameters():
    X, y = sparse_truth()
    space = {"alpha": (1e-3, 1e2, "log-uniform"), "l1_ratio": (0.05, 1.0)}
    search = GradSearchCV(ElasticNet(), space, cv=KFold(5)).fit(X, y)
    scores = [
        cross_val_score(ElasticNet(alpha=a, l1_ratio=rho), X, y, cv=KFold(5)).mean()
        for rho in (0.05, 0.5, 0.9, 1.0)
        for a in np.geomspace(0.02, 1, 6)
    ]
    assert search.best_score_ >= max(scores) - 1e-3
    assert len(search.descents[0].steps) <= 30


def test_a_target_that_no_column_tells_anything_of():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 10)), rng.normal(size=60)
    space = {"alpha": (1e-4, 1e2, "log-uniform")}
    search = GradSearchCV(Lasso(), space, cv=KFold(5)).fit(X, y)
    nothing = cross_val_score(Lasso(alpha=100.0), X, y, cv=KFold(5)).mean()
    assert search.best_score_ >= nothing - 0.02


def test_sparse_text_like_data():
    X = sparse.random(200, 900, density=0.02, format="csr", random_state=0)
    y = np.ravel(X[:, :5].sum(axis=1)) * 5 + np.random.default_rng(0).normal(size=200)
    space = {"alpha": (1e-4, 1.0, "log-uniform")}
    search = GradSearchCV(Lasso(), space, cv=KFold(3)).fit(X, y)
    assert search.descents[0].exact
    assert len(search.descents) == 1


def test_a_target_in_other_units_has_the_same_fits():
    """A power of 2 changes no digit, so even the way to the solution is the same."""
    X, y = sparse_truth(40, 45)
    for unit in (2.0**-40, 2.0**40):
        ends = []
        for scale in (1.0, unit):
            inner, *_ = inner_maps(model, Lasso(), X, y * scale)
            w = inner.fit({"alpha": 1e-6 * scale}, np.zeros(45), 0.0)
            ends.append(w / scale)
        np.testing.assert_array_equal(*ends)


@pytest.mark.parametrize("alpha", [0.3, 0.9])
def test_systems_of_the_fit_and_of_others(alpha):
    X, y, _ = data(40, 5)
    inner, *_ = inner_maps(model, ElasticNet(), X, y)
    w = inner.fit({"alpha": 0.3, "l1_ratio": 0.4}, None, 0.0)
    _, G = inner.split.covariance.known()
    c = np.arange(1.0, 6.0)
    for v in (w, np.roll(w, 1)):
        found = inner.hess_solve(c, v, {"alpha": alpha, "l1_ratio": 0.4}, 0.0)
        A = v != 0
        H = G[np.ix_(A, A)] + alpha * 0.6 * np.eye(A.sum())
        np.testing.assert_allclose(found[A], np.linalg.solve(H, c[A]), rtol=1e-8)
        assert not found[~A].any()
