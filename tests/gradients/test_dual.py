"""SVC and SVR: what the contracts do not ask, nearer than libsvm's precision allows."""

import tracemalloc

import numpy as np
import pytest
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.svm import SVC, SVR

from sk_hpo.gradients.data.splits import Rows, Transformed
from sk_hpo.gradients.implicit import differentiate
from sk_hpo.gradients.kernels import splits
from sk_hpo.gradients.models import svc, svr
from sk_hpo.gradients.svm.dual import DualEquations
from sk_hpo.gradients.types import NotDifferentiableError
from tests.gradients.fits import from_fitted
from tests.gradients.problems import criterion_for, data, inner_maps, row_splits, slope

X, TARGET, S = data(75, 5)
CODES = np.digitize(TARGET, np.quantile(TARGET, [0.4, 0.7]))
CASES = {
    "two": (svc, SVC(class_weight="balanced"), CODES > 0, {"C": 1.3, "gamma": 0.07}),
    "three": (svc, SVC(), CODES, {"C": 2.0, "gamma": 0.05}),
    "numbers": (svr, SVR(), TARGET, {"C": 1.7, "gamma": 0.06, "epsilon": 0.3}),
    # all coefficients are at bounds, and the intercept is in the middle of an interval
    "none free": (svr, SVR(), TARGET, {"C": 1e-3, "gamma": 0.1, "epsilon": 0.01}),
}
every_case = pytest.mark.parametrize(
    ("model", "estimator", "y", "theta"), CASES.values(), ids=CASES
)


@every_case
def test_gradient_by_differences_of_own_fits(model, estimator, y, theta):
    maps = inner_maps(model, estimator, X, y)
    criterion = criterion_for(estimator, None)
    found = differentiate(maps, criterion, theta, list(theta), tol=1e-14)
    for name, v in theta.items():

        def loss_at(v, name=name):
            return differentiate(
                maps, criterion, {**theta, name: v}, [], tol=1e-14
            ).value

        expected = slope(loss_at, v, h=1e-5)
        assert found.gradient[name] == pytest.approx(expected, rel=1e-5, abs=1e-9)


def test_without_free_rows_the_intercept_is_that_of_libsvm():
    estimator, theta = CASES["none free"][1], CASES["none free"][3]
    inner = inner_maps(svr, estimator, X, TARGET)[0]
    w = inner.fit(theta, None, 1e-14)
    train, _ = row_splits(75)[0]
    fitted = estimator.set_params(**theta).fit(X[train], TARGET[train])
    assert (np.abs(fitted.dual_coef_) == theta["C"]).all()
    assert w[-1, 0] == pytest.approx(fitted.intercept_[0])


def test_pairs_decide_as_scikit_learns():
    estimator = SVC(tol=1e-9, decision_function_shape="ovo", **CASES["three"][3])
    for (train, test), inner in zip(
        row_splits(75), inner_maps(svc, estimator, X, CODES, S), strict=True
    ):
        fitted = estimator.fit(X[train], CODES[train], S[train])
        w = inner.fit({"C": estimator.C}, None, 1e-14)
        expected = fitted.decision_function(X[test])
        np.testing.assert_allclose(inner.predict(w, {}), expected, atol=1e-5)
        np.testing.assert_allclose(from_fitted(inner, fitted), w, atol=1e-4)


@every_case
def test_what_it_owes_to_each_number_of_the_inputs(model, estimator, y, theta):
    rng = np.random.default_rng(0)
    dX = rng.normal(size=X.shape)

    def at(t):
        inner = inner_maps(model, estimator, X + t * dX, y)[0]
        return inner, inner.fit(theta, None, 1e-14)

    inner, w = at(0)
    g = rng.normal(size=inner.y_test.shape)
    q = inner.hess_solve(inner.predict_vjp(g, w, theta), w, theta, 1e-14)
    of_train, of_test = inner.inputs_vjp(q, g, w, theta)
    train, test = row_splits(75)[0]
    found = np.vdot(of_train, dX[train]) + np.vdot(of_test, dX[test])
    h = 1e-6
    (up, w_up), (down, w_down) = at(h), at(-h)
    difference = up.predict(w_up, theta) - down.predict(w_down, theta)
    assert found == pytest.approx(np.vdot(g, difference) / (2 * h), rel=1e-5, abs=1e-8)


def test_too_many_rows_are_rejected(monkeypatch):
    monkeypatch.setattr(splits, "MOST_NUMBERS", 1000)
    with pytest.raises(NotDifferentiableError, match="kernel matrices"):
        inner_maps(svc, SVC(), X, CODES)


@pytest.mark.parametrize(
    ("estimator", "reason"),
    [
        (SVC(kernel="sigmoid"), "kernel='sigmoid'"),
        (SVC(max_iter=5), "max_iter=5"),
        (SVC(kernel=len), "only linear, poly, precomputed, rbf"),
    ],
)
def test_settings_that_are_not_supported(estimator, reason):
    assert reason in svc.declines(estimator)
    assert svc.declines(SVC()) is None


def test_a_precomputed_kernel_is_the_kernel_of_its_rows():
    found = []
    for kernel, rows in (("precomputed", rbf_kernel(X, gamma=0.1)), ("rbf", X)):
        estimator = SVR(kernel=kernel, gamma=0.1)
        maps = inner_maps(svr, estimator, rows, TARGET)
        criterion = criterion_for(estimator, None)
        theta = {"C": 2.0, "epsilon": 0.3}
        at = differentiate(maps, criterion, theta, list(theta), tol=1e-14)
        found.append([at.value, *at.gradient.values()])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-8)
    with pytest.raises(NotDifferentiableError, match="square"):
        inner_maps(svr, SVR(kernel="precomputed"), X, TARGET)
    steps = Transformed([(Rows(X, TARGET, None), Rows(X, TARGET, None))])
    with pytest.raises(NotDifferentiableError, match="no steps"):
        svr.inner_maps(SVR(kernel="precomputed"), steps)


def test_a_part_of_a_kernel_matrix_takes_little_memory_besides():
    K = np.random.default_rng(0).normal(size=(900, 900))
    equations = DualEquations(None, None, K, C=1.0, epsilon=0.0)
    rows, columns = np.arange(0, 900, 2), np.arange(100, 900)
    tracemalloc.start()
    part = equations._part(rows, columns)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    np.testing.assert_array_equal(part, K[np.ix_(rows, columns)])
    assert most < 1.5 * part.nbytes
    assert equations._part(rows[:0], columns).shape == (0, 800)


@pytest.mark.parametrize("n_classes", [0, 2, 3])
def test_rows_without_weight_are_left_out(n_classes):
    """libsvm counts support vectors among the other rows only."""
    rng = np.random.default_rng(0)
    X, s = rng.normal(size=(60, 2)), np.ones(60)
    s[::3] = 0
    t = np.sin(2 * X[:, 0]) + 0.1 * rng.normal(size=60)
    y = t if not n_classes else np.digitize(t, [-0.5, 0.5] if n_classes > 2 else [0])
    model, of = (SVC, svc) if n_classes else (SVR, svr)
    estimator = model(C=2.0, gamma=0.7)
    inner = inner_maps(of, estimator, X, y, s)[0]
    train, test = row_splits(60)[0]
    theta = {"C": 2.0, "gamma": 0.7} | ({} if n_classes else {"epsilon": 0.1})
    w = inner.fit(theta, None, 1e-10)
    assert not w[:-1][s[train] == 0].any()
    estimator.set_params(tol=1e-8).fit(X[train], y[train], s[train])
    np.testing.assert_allclose(w, from_fitted(inner, estimator), atol=1e-4)
    if n_classes < 3:
        decision = estimator.decision_function if n_classes else estimator.predict
        u = inner.predict(w, theta)
        np.testing.assert_allclose(u, decision(X[test]), atol=1e-4)
