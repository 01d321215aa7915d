import numpy as np
import pytest
from scipy.special import log_softmax
from sklearn.covariance import LedoitWolf
from sklearn.datasets import load_iris
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from sk_hpo import GradSearchCV
from sk_hpo.gradients.models import lda as model
from sk_hpo.gradients.types import NotDifferentiableError
from tests.gradients.fits import from_fitted
from tests.gradients.problems import KINDS, data, inner_maps, row_splits, slope


def test_several_classes():
    """Values, and the derivative of the log loss, of all three classes."""
    X, y = load_iris(return_X_y=True)
    maps = inner_maps(model, LinearDiscriminantAnalysis(solver="lsqr"), X, y)
    for (train, test), inner in zip(row_splits(len(y)), maps, strict=True):

        def fitted(v, train=train):
            lda = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=v)
            return lda.fit(X[train], y[train])

        def loss_at(v, test=test, fitted=fitted):
            logits = fitted(v).decision_function(X[test])
            return -log_softmax(logits, axis=1)[np.arange(len(test)), y[test]].mean()

        theta = {"shrinkage": 0.2}
        w = inner.fit(theta, None, 0.0)
        u = inner.predict(w, theta)
        np.testing.assert_allclose(from_fitted(inner, fitted(0.2)), w, rtol=1e-8)
        np.testing.assert_allclose(u, fitted(0.2).decision_function(X[test]), rtol=1e-8)
        assert inner.y_test.shape == (len(test), 3)
        g = (np.exp(log_softmax(u, axis=1)) - inner.y_test) / len(test)
        q = inner.hess_solve(inner.predict_vjp(g, w, theta), w, theta, 0.0)
        found = -np.vdot(q, inner.cross("shrinkage", w, theta))
        assert found == pytest.approx(slope(loss_at, 0.2), rel=1e-6)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({}, "solver='svd'"),
        (
            {"solver": "lsqr", "covariance_estimator": LedoitWolf()},
            "covariance_estimator",
        ),
    ],
)
def test_settings_that_are_not_supported(settings, reason):
    assert reason in model.declines(LinearDiscriminantAnalysis(**settings))


def test_data_that_are_not_served(monkeypatch):
    X, y, s = data(40, 5)
    y = y > np.median(y)
    estimator = LinearDiscriminantAnalysis(solver="lsqr")

    def rejected(reason, *given, estimator=estimator):
        with (
            np.errstate(all="ignore"),
            pytest.raises(NotDifferentiableError, match=reason),
        ):
            inner_maps(model, estimator, *given)

    rejected("weights", X, y, s)
    rejected("sparse", KINDS["sparse"](X), y)
    rejected("one class", X, np.zeros(40))
    rejected("training rows lack", X, np.append(np.zeros(20), np.arange(20)))
    rejected("overflows", X * 1e200, y)
    rejected("3 priors", X, y, estimator=estimator.set_params(priors=[0.2, 0.3, 0.5]))
    monkeypatch.setattr(model, "LARGEST", 4)
    rejected("more than 4", X, y)


def test_no_shrinkage_of_what_is_singular():
    X, y, _ = data(20, 30)
    maps = inner_maps(model, LinearDiscriminantAnalysis(solver="lsqr"), X, y > 5)
    with pytest.raises(NotDifferentiableError, match="singular"):
        maps[0].fit({"shrinkage": 0.0}, None, 0.0)


def with_columns_that_tell_nothing(X):
    """One that is constant, and one that is the sum of two others."""
    return np.column_stack([X, np.full(len(X), 0.3), X[:, 0] + X[:, 1]])


@pytest.mark.parametrize("v", [0.0, 1e-3, 0.2])
@pytest.mark.parametrize("two", [False, True])
def test_columns_that_tell_nothing_leave_a_fit_without_shrinkage(v, two):
    X, y = load_iris(return_X_y=True)
    X, y = with_columns_that_tell_nothing(X), y > 1 if two else y
    lda = LinearDiscriminantAnalysis(solver="lsqr")
    maps = inner_maps(model, lda, X, y)
    for (train, test), inner in zip(row_splits(len(y)), maps, strict=True):

        def logits(v, train=train, test=test):
            real = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=v)
            u = real.fit(X[train], y[train]).decision_function(X[test])
            return u if two else log_softmax(u, axis=1)

        theta = {"shrinkage": v}
        w = inner.fit(theta, None, 0.0)
        u = inner.predict(w, theta)
        found = u if two else log_softmax(u, axis=1)
        np.testing.assert_allclose(found, logits(v), rtol=1e-6, atol=1e-8)
        g = np.random.default_rng(0).normal(size=u.shape)
        g = g if two else g - g.mean(axis=1, keepdims=True)
        q = inner.hess_solve(inner.predict_vjp(g, w, theta), w, theta, 0.0)
        # from one side at 0
        h = 1e-7
        there = inner.predict(inner.fit({"shrinkage": v + h}, None, 0.0), theta)
        expected = np.vdot(g, there - u) / h
        found = -np.vdot(q, inner.cross("shrinkage", w, theta))
        assert found == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("solver", ["lsqr", "eigen"])
def test_a_range_from_0_is_descended_where_columns_are_constant(solver):
    X, y = load_iris(return_X_y=True)
    search = GradSearchCV(
        LinearDiscriminantAnalysis(solver=solver),
        {"shrinkage": (0.0, 1.0)},
        scoring="neg_log_loss",
        cv=3,
    ).fit(np.column_stack([X, np.full(len(X), 0.3)]), y)
    (path,) = search.descents
    assert path.exact
    assert path.reason == "at the lower bound"
    assert search.best_score_ == pytest.approx(path.steps[-1].score, rel=1e-5)
    # which eigen rejects
    assert search.best_params_["shrinkage"] == (0.0 if solver == "lsqr" else 1e-6)


@pytest.mark.parametrize("solver", ["lsqr", "eigen"])
def test_with_more_columns_than_rows_a_range_from_0_is_descended(solver):
    X, y, _ = data(40, 80)
    search = GradSearchCV(
        LinearDiscriminantAnalysis(solver=solver, shrinkage=0.5),
        {"shrinkage": (0.0, 1.0)},
        scoring="neg_log_loss",
        cv=3,
    ).fit(X, y > np.median(y))
    (path,) = search.descents
    assert path.exact
    assert 0 < min(step.params["shrinkage"] for step in path.steps) < 1e-3
