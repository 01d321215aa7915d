"""LinearSVC and LinearSVR: what the contracts do not ask."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.svm import LinearSVC, LinearSVR

from sk_hpo.gradients.data.splits import Rows, Transformed
from sk_hpo.gradients.implicit import differentiate
from sk_hpo.gradients.linalg import design_matrix
from sk_hpo.gradients.models import linear_svc, linear_svr
from sk_hpo.gradients.types import NotDifferentiableError
from tests.gradients.problems import KINDS, criterion_for, data, inner_maps, slope
from tests.gradients.through_inputs import check_inputs

X, TARGET, S = data(60, 6)
CODES = np.digitize(TARGET, np.quantile(TARGET, [0.4, 0.7]))
SVR = LinearSVR(loss="squared_epsilon_insensitive", epsilon=0.3, C=0.02)
SPARSE = LinearSVC(penalty="l1", dual=False)
MODELS = {
    "two": (linear_svc, LinearSVC(), CODES > 0),
    "three": (linear_svc, LinearSVC(class_weight="balanced"), CODES),
    "numbers": (linear_svr, SVR, TARGET),
    "hinge": (linear_svc, LinearSVC(loss="hinge"), CODES > 0),
    "hinges": (linear_svc, LinearSVC(loss="hinge", class_weight="balanced"), CODES),
    "absolute": (linear_svr, LinearSVR(epsilon=0.3, C=0.02), TARGET),
}
every_model = pytest.mark.parametrize(
    ("model", "estimator", "y"), MODELS.values(), ids=MODELS
)


def theta_of(model, estimator, C):
    epsilon = {"epsilon": 0.3} if "epsilon" in model.parameters(estimator) else {}
    return {"C": C, **epsilon}


@every_model
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.in_turn
def test_gradient_by_differences_of_own_fits(model, estimator, y, kind):
    """Nearer than liblinear's fits allow."""
    maps = inner_maps(model, estimator, KINDS[kind](X), y, S)
    criterion = criterion_for(estimator, None)
    theta = theta_of(model, estimator, 0.02)
    for name in model.parameters(estimator):

        def loss_at(v, name=name):
            return differentiate(
                maps, criterion, {**theta, name: v}, [], tol=1e-15
            ).value

        found = differentiate(maps, criterion, theta, [name], tol=1e-15)
        expected = slope(loss_at, theta[name], h=1e-4)
        assert found.gradient[name] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("model", "estimator", "y"), [MODELS[name] for name in ("two", "three", "numbers")]
)
def test_products_are_as_good_as_a_factor(monkeypatch, model, estimator, y):
    maps = inner_maps(model, estimator, sparse.csr_matrix(X), y, S)
    criterion = criterion_for(estimator, None)
    theta = theta_of(model, estimator, 0.1)
    expected = differentiate(maps, criterion, theta, ["C"], tol=1e-14)
    monkeypatch.setattr(design_matrix, "LARGEST", 3)
    found = differentiate(maps, criterion, theta, ["C"], tol=1e-14)
    assert found.value == pytest.approx(expected.value, rel=1e-8)
    assert found.gradient["C"] == pytest.approx(expected.gradient["C"], rel=1e-6)


@every_model
def test_what_it_owes_to_each_number_of_the_inputs(model, estimator, y):
    theta, rng = theta_of(model, estimator, 0.02), np.random.default_rng(0)
    dX = rng.normal(size=X.shape)

    def at(X):
        return inner_maps(model, estimator, X, y, S)[0]

    inner = at(X)
    w = inner.fit(theta, None, 1e-15)
    g = rng.normal(size=inner.y_test.shape)
    q = inner.hess_solve(inner.predict_vjp(g, w, theta), w, theta, 1e-15)
    of_train, of_test = inner.inputs_vjp(q, g, w, theta)

    def along(t):
        moved = at(X + t * dX)
        return np.vdot(g, moved.predict(moved.fit(theta, None, 1e-15), theta))

    # the rows of the first split, in the order of the splits
    rows = at(np.column_stack([np.arange(60.0)] * 6))
    rows = getattr(rows, "maps", [rows])[0]
    train, test = (part.X[:, 0].astype(int) for part in (rows.X, rows.X_test))
    found = np.vdot(of_train, dX[train]) + np.vdot(of_test, dX[test])
    h = 1e-6
    assert found == pytest.approx((along(h) - along(-h)) / (2 * h), rel=1e-5)


@every_model
def test_a_fit_from_elsewhere_ends_at_the_same_optimum(model, estimator, y):
    inner = inner_maps(model, estimator, X, y, S)[0]
    theta = theta_of(model, estimator, 0.02)
    w = inner.fit(theta, None, 1e-15)
    for start in (inner.fit(theta | {"C": 5.0}, None, 1e-9), 1e6 + 0 * w, np.zeros(3)):
        again = inner.fit(theta, start, 1e-15)
        np.testing.assert_allclose(again, w, rtol=1e-7, atol=1e-10)


def test_as_many_rows_at_their_margin_as_there_are_columns():
    """A penalty of little weight, where rounding is multiplied most."""
    rng = np.random.default_rng(0)
    many = rng.normal(size=(800, 60))
    y = many @ rng.normal(size=60) / 8 + rng.normal(size=800)
    rows = Rows(many, y, None)
    inner = linear_svr.inner_maps(LinearSVR(), Transformed([(rows, rows)]))[0]
    for C, epsilon in ((1.0, 0.2), (100.0, 0.2), (1.0, 1.0)):
        theta = {"C": C, "epsilon": epsilon}
        w = inner.fit(theta, None, 1e-14)
        r = y - inner.predict(w, theta)
        at = np.isclose(np.abs(r), epsilon, rtol=1e-8)
        assert 50 < at.sum() <= 61
        # w is made of all rows beyond the margin, and in part of those at it
        A = np.column_stack([many, np.ones(800)])
        beyond = np.where(at, 0, C * np.sign(r) * (np.abs(r) > epsilon))
        part, *_ = np.linalg.lstsq(A[at].T, w - A.T @ beyond, rcond=None)
        np.testing.assert_allclose(A[at].T @ part, w - A.T @ beyond, atol=1e-8 * C)
        assert (part * np.sign(r[at]) > -1e-8).all()
        assert (np.abs(part) < C * (1 + 1e-8)).all()


def test_rows_that_are_there_twice():
    """More of them are at the margin than there are columns."""
    twice, y = np.vstack([X, X, X]), np.concatenate([TARGET] * 3)
    settings = {"tol": 1e-8, "max_iter": 1_000_000, "random_state": 0}
    estimator = LinearSVR(epsilon=0.3, C=0.1, **settings)
    inner = linear_svr.inner_maps(
        estimator, Transformed([(Rows(twice, y, None), Rows(X, TARGET, None))])
    )[0]
    expected = estimator.fit(twice, y).predict(X)
    theta = {"C": 0.1, "epsilon": 0.3}
    w = inner.fit(theta, None, 1e-14)
    np.testing.assert_allclose(inner.predict(w, theta), expected, rtol=1e-5)


@pytest.mark.parametrize(
    ("model", "estimator", "reason"),
    [
        (linear_svc, LinearSVC(penalty="l1", loss="hinge"), "loss='hinge'"),
        (linear_svc, LinearSVC(penalty="l1", dual=True), "dual=True"),
        (linear_svc, LinearSVC(multi_class="crammer_singer"), "crammer_singer"),
        (linear_svr, LinearSVR(loss="huber"), "loss='huber'"),
    ],
)
def test_settings_that_are_not_supported(model, estimator, reason):
    assert reason in model.declines(estimator)
    assert model.declines(SVR if model is linear_svr else LinearSVC()) is None


@pytest.mark.parametrize(
    ("y", "reason"),
    [
        (np.zeros(60), "one class only"),
        (np.repeat([0, 1, 2], [40, 19, 1]), "different classes|rows lack"),
        (np.column_stack([CODES, CODES]), "one target"),
        (np.array([1, "a"] * 30, dtype=object), "sorted"),
    ],
)
def test_labels_that_are_not_served(y, reason):
    with pytest.raises(NotDifferentiableError, match=reason):
        inner_maps(linear_svc, LinearSVC(), X, y)


@pytest.mark.parametrize("name", ["hinge", "absolute"])
def test_many_columns_are_served_with_squared_losses_only(name):
    model, estimator, y = MODELS[name]
    wide = np.random.default_rng(0).normal(size=(60, 301))
    with pytest.raises(NotDifferentiableError, match="at most 300 columns, got 301"):
        inner_maps(model, estimator, wide, y)
    squared = {"hinge": "squared_hinge", "absolute": SVR.loss}[name]
    assert inner_maps(model, clone(estimator).set_params(loss=squared), wide, y)


@pytest.fixture(scope="module")
def separable():
    """More columns than rows, and an L1 penalty of every weight."""
    rng = np.random.default_rng(0)
    wide = rng.normal(size=(60, 120))
    y = wide[:, :5].sum(axis=1) + rng.normal(size=60) > 0
    rows = Rows(wide, y, None)
    (inner,) = linear_svc.inner_maps(SPARSE, Transformed([(rows, rows)]))
    return inner, {C: inner.fit({"C": C}, None, 1e-14) for C in (1e-3, 0.1, 1.0, 100)}


def test_an_l1_penalty_of_every_weight(separable):
    inner, solutions = separable
    for C, w in solutions.items():
        assert np.abs(inner.residual(w, {"C": C})).max() < 1e-9 * max(1, C)
    sizes = [np.count_nonzero(w) for w in solutions.values()]
    assert sizes[0] == 0
    assert 0 < sizes[1] < sizes[2] <= sizes[3] <= 60


@pytest.mark.parametrize("C", [0.1, 1.0, 100])
def test_an_l1_penalty_from_every_start(separable, C):
    inner, solutions = separable
    for start in solutions.values():
        w = inner.fit({"C": C}, start, 1e-14)
        np.testing.assert_allclose(w, solutions[C], rtol=1e-6, atol=1e-9)


def test_what_an_l1_penalty_owes_to_each_number_of_the_inputs():
    check_inputs(linear_svc, SPARSE, X, CODES > 0, {"C": 0.3}, S)
