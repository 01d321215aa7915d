"""What models owe to each number of X, against differences of their own equations."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.kernel_approximation import Nystroem
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import (
    HuberRegressor,
    Lasso,
    LogisticRegression,
    PoissonRegressor,
    Ridge,
    RidgeClassifier,
)
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR

from sk_hpo import differentiable_parameters
from sk_hpo.gradients.data.splits import Rows, Transformed
from sk_hpo.gradients.implicit import differentiate
from sk_hpo.gradients.models import logistic, ridge, ridge_classifier
from tests.gradients.fits import from_fitted
from tests.gradients.problems import criterion_for, data

H = 1e-4
CASES = [
    (ridge, Ridge(), {"alpha": 2.0}, "r2"),
    (ridge, Ridge(fit_intercept=False), {"alpha": 2.0}, "neg_mean_absolute_error"),
    (logistic, LogisticRegression(), {"C": 0.7}, "neg_log_loss"),
    (logistic, LogisticRegression(fit_intercept=False), {"C": 0.7}, "neg_log_loss"),
]
every_case = pytest.mark.parametrize(("model", "estimator", "theta", "scoring"), CASES)


def rows(n=24, p=4, *, weighted=False, targets=1, classes=False):
    X, y, s = data(n, p)
    if targets > 1:
        y = np.column_stack([y, *(np.sin(j * y) + j for j in range(1, targets))])
    if classes:
        y = np.where(y > np.median(y), "b", "a")
    cut = n // 3
    s_train, s_test = (s[cut:], s[:cut]) if weighted else (None, None)
    return Rows(X[cut:], y[cut:], s_train), Rows(X[:cut], y[:cut], s_test)


def solved(model, estimator, train, test, theta):
    (inner,) = model.inner_maps(estimator, Transformed([(train, test)]))
    return inner, inner.fit(theta, None, 1e-15)


def owed(model, estimator, train, test, theta, scoring):
    """The derivatives of C in X and X_test."""
    criterion = criterion_for(estimator, scoring)
    inner, w = solved(model, estimator, train, test, theta)
    g = criterion.value_and_du(inner.y_test, inner.predict(w, theta), inner.s_test)[1]
    c = inner.predict_vjp(g, w, theta)
    q = inner.hess_solve(c, w, theta, 1e-15)
    return inner.inputs_vjp(q, g, w, theta)


def check(model, estimator, theta, scoring, train, test, kind=np.asarray):
    criterion = criterion_for(estimator, scoring)

    def loss(moved):
        both = [
            Rows(kind(X), r.y, r.s) for X, r in zip(moved, (train, test), strict=True)
        ]
        (inner,) = model.inner_maps(estimator, Transformed([both]))
        return differentiate([inner], criterion, theta, list(theta), tol=1e-15).value

    both = [Rows(kind(r.X), r.y, r.s) for r in (train, test)]
    found = owed(model, estimator, *both, theta, scoring)
    rng = np.random.default_rng(0)
    for _ in range(3):
        ways = [rng.normal(size=r.X.shape) for r in (train, test)]
        up, down = (
            loss([r.X + sign * H * d for r, d in zip((train, test), ways, strict=True)])
            for sign in (1, -1)
        )
        slope = sum(np.vdot(f, d) for f, d in zip(found, ways, strict=True))
        assert slope == pytest.approx((up - down) / (2 * H), rel=1e-5, abs=1e-9)


@every_case
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_matrix])
@pytest.mark.in_turn
def test_against_differences(model, estimator, theta, scoring, weighted, kind):
    both = rows(weighted=weighted, classes=model is logistic)
    check(model, estimator, theta, scoring, *both, kind)


@pytest.mark.parametrize("p", [4, 30])
@pytest.mark.parametrize("targets", [1, 3])
@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_matrix])
def test_ridge_of_rows_and_columns(p, targets, kind):
    both = rows(p=p, targets=targets, weighted=True)
    check(ridge, Ridge(), {"alpha": 5.0}, "r2", *both, kind)


def test_ridge_of_columns_that_depend_on_each_other():
    train, test = rows()
    train, test = (Rows(np.hstack([r.X, r.X]), r.y, r.s) for r in (train, test))
    check(ridge, Ridge(), {"alpha": 5.0}, "r2", train, test)


@pytest.mark.parametrize("targets", [1, 2])
@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_matrix])
def test_ridge_with_factors_is_ridge_on_columns_that_have_them(
    targets, intercept, kind
):
    estimator, theta = Ridge(fit_intercept=intercept), {"alpha": 2.0}
    train, test = (
        Rows(kind(r.X), r.y, r.s) for r in rows(weighted=True, targets=targets)
    )
    d = np.array([0.3, 0.0, 2.0, 1.0])
    make = ridge.rescaled(estimator, Transformed([(train, test)]))
    (inner,) = make([d])
    scaled = [Rows(kind(r.X @ np.diag(d)), r.y, r.s) for r in (train, test)]
    fitted = Ridge(alpha=2.0, fit_intercept=intercept, solver="cholesky")
    if kind is not np.asarray and intercept:
        fitted.set_params(solver="sparse_cg", tol=1e-14)
    fitted.fit(scaled[0].X, train.y, train.s)
    w = from_fitted(inner, fitted)
    assert np.abs(inner.residual(w, theta)).max() < 1e-8
    ours = inner.fit(theta, None, 1e-15)
    np.testing.assert_allclose(inner.predict(ours, theta), fitted.predict(scaled[1].X))

    criterion = criterion_for(estimator, "r2")
    found = owed(ridge, estimator, *scaled, theta, "r2")
    u = inner.predict(ours, theta)
    g = criterion.value_and_du(inner.y_test, u, inner.s_test)[1]
    q = inner.hess_solve(inner.predict_vjp(g, ours, theta), ours, theta, 0.0)
    slopes = inner.factors_vjp(q, g, ours, theta)
    dense = [
        np.asarray(r.X.todense()) if kind is not np.asarray else r.X
        for r in (train, test)
    ]
    expected = sum((f * X).sum(axis=0) for f, X in zip(found, dense, strict=True))
    np.testing.assert_allclose(slopes, expected, rtol=1e-8, atol=1e-12)


def test_more_columns_than_rows_have_no_short_way():
    train, test = rows(p=30)
    assert ridge.rescaled(Ridge(), Transformed([(train, test)])) is None


@pytest.mark.parametrize(
    ("estimator", "scoring"),
    [
        (Ridge(), "r2"),
        (Lasso(), "r2"),
        (LogisticRegression(), "neg_log_loss"),
        (RidgeClassifier(), "accuracy"),
        (LinearSVC(), "accuracy"),
        (LinearSVR(), "r2"),
        (SVC(), "accuracy"),
        (SVR(), "r2"),
        (KernelRidge(kernel="rbf"), "r2"),
        (GaussianProcessRegressor(optimizer=None), "r2"),
        (HuberRegressor(), "r2"),
        (PoissonRegressor(), "r2"),
    ],
)
def test_who_knows_says_so(estimator, scoring):
    rows_of = make_pipeline(Nystroem(), estimator)
    assert "nystroem__gamma" in differentiable_parameters(rows_of, scoring).exact


@pytest.mark.parametrize("kernel", ["precomputed", rbf_kernel])
def test_a_kernel_without_a_derivative(kernel):
    rows_of = make_pipeline(Nystroem(), KernelRidge(kernel=kernel))
    found = differentiable_parameters(rows_of, "r2")
    assert found.exact == ["kernelridge__alpha"]


def test_of_classes_by_ridge():
    train, test = rows(classes=True, weighted=True)
    check(ridge_classifier, RidgeClassifier(), {"alpha": 5.0}, "accuracy", train, test)
