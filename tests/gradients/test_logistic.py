import numpy as np
import pytest
from scipy.special import softmax
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.multiclass import OneVsRestClassifier
from sklearn.utils.class_weight import compute_sample_weight

from sk_hpo._compat.versions import SKLEARN
from sk_hpo.gradients.criteria.brier import BrierScore
from sk_hpo.gradients.criteria.log_loss import LogLoss
from sk_hpo.gradients.criteria.smooth_loss_of_logits import SmoothLogLoss
from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.data.splits import splits_of
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.implicit import differentiate
from sk_hpo.gradients.logistic import settings, smooth
from sk_hpo.gradients.logistic.one_vs_rest import OneVsRestMap
from sk_hpo.gradients.models import logistic as model
from sk_hpo.gradients.types import NotDifferentiableError
from tests.gradients import problems
from tests.gradients.fits import from_fitted
from tests.gradients.problems import KINDS, cross_validated, data, inner_maps, slope


def classes(n=40, p=5):
    X, y, s = data(n, p)
    return X, (y > np.median(y) + 0.5).astype(int), s


@pytest.fixture(params=[300, 2], ids=["factor", "products"])
def solver(request, monkeypatch):
    """Both ways to solve its systems, and to what share fits and derivatives are exact.

    The objective tells its minimum to rounding, and so w to the root of it; a step with
    a factor is better than that, where products end.
    """
    monkeypatch.setattr(smooth, "LARGEST", request.param)
    return 1e-5 if request.param == 300 else 1e-3


@pytest.mark.parametrize(
    ("C", "weighted", "intercept"),
    [
        (1e-3, False, True),
        (1e-3, True, False),
        (0.5, False, False),
        (0.5, True, True),
        (100.0, False, True),
        (100.0, True, False),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.in_turn
def test_differentiate_of_newton_steps(kind, intercept, weighted, C, solver):
    X, y, s = classes()
    s = s if weighted else None
    estimator = LogisticRegression(fit_intercept=intercept)
    maps = inner_maps(model, estimator, KINDS[kind](X), y, s)

    def solved(C):
        return lambda X, y, s: problems.logistic(X, y, C, s, intercept)

    rounded = [
        solved(C)(X[train], y[train], None if s is None else s[train])
        for train, _ in problems.row_splits(len(y))
    ]
    for criterion in (LogLoss(), BrierScore()):

        def loss_at(C, loss=criterion.value):
            return cross_validated(solved(C), loss, X, y, s, intercept=intercept)

        for starts, rtol in ((rounded, 1e-6), (None, solver)):
            found = differentiate(
                maps, criterion, {"C": C}, ["C"], starts=starts, tol=1e-15
            )
            assert found.value == pytest.approx(loss_at(C), rel=1e-9)
            assert found.gradient["C"] == pytest.approx(slope(loss_at, C), rel=rtol)


@pytest.mark.parametrize("weight", ["balanced", {0: 0.4, 1: 3.0}])
def test_class_weights_multiply_those_of_the_fit_only(weight):
    X, y, _ = classes()
    estimator = LogisticRegression(class_weight=weight)
    maps = inner_maps(model, estimator, X, y)
    for (train, _), inner in zip(problems.row_splits(len(y)), maps, strict=True):
        w = inner.fit({"C": 0.3}, None, 1e-15)
        s = compute_sample_weight(weight, y[train])
        expected = problems.logistic(X[train], y[train], 0.3, s)
        np.testing.assert_allclose(w, expected, rtol=1e-5)
        assert inner.s_test is None


@pytest.mark.parametrize("solver", settings.SMOOTH)
def test_the_fit_of_scikit_learn_is_stationary(solver):
    X, y, s = classes()
    fixed = {"tol": 1e-10, "max_iter": 10_000, "random_state": 0}
    inner, *_ = inner_maps(model, LogisticRegression(), X, y, s)
    (train, _), *_ = problems.row_splits(len(y))
    for C in (0.01, 10.0):
        fitted = LogisticRegression(C=C, solver=solver, **fixed)
        fitted.fit(X[train], y[train], s[train])
        w, theta = from_fitted(inner, fitted), {"C": C}
        size = np.abs(inner.residual(0 * w, theta)).max()
        assert np.abs(inner.residual(w, theta)).max() < 1e-5 * size
        assert np.abs(inner.residual(1.01 * w, theta)).max() > 1e-4 * size


@pytest.mark.usefixtures("solver")
def test_the_tolerance_is_of_the_objective():
    X, y, _ = classes()
    inner, *_ = inner_maps(model, LogisticRegression(), X, y)
    theta = {"C": 5.0}
    best = inner.fit(theta, None, 1e-15)

    def objective(w):
        return inner.equations.at(w, theta).objective

    for tol in (1e-1, 1e-3, 1e-6):
        excess = objective(inner.fit(theta, None, tol)) / objective(best) - 1
        assert 0 <= excess < tol


def test_a_start_from_afar_ends_at_the_same_fit():
    X, y, _ = classes()
    inner, *_ = inner_maps(model, LogisticRegression(), X, y)
    theta = {"C": 0.1}
    expected = inner.fit(theta, None, 1e-15)
    for start in (1e3 * np.ones(6), inner.fit({"C": 1e6}, None, 1e-9), np.ones(3)):
        found = inner.fit(theta, start, 1e-15)
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_steps_that_go_too_far_are_shortened(seed):
    """Rows of great leverage, and a start in which they are too sure."""
    rng = np.random.default_rng(seed)
    X = rng.standard_t(1.5, size=(60, 3))
    y = (X[:, 0] + rng.normal(size=60) > 0).astype(int)
    inner, *_ = inner_maps(model, LogisticRegression(), X, y)
    theta = {"C": 1e4}
    expected = inner.fit(theta, None, 1e-15)
    found = inner.fit(theta, 3 * expected, 1e-15)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.usefixtures("solver")
@pytest.mark.parametrize("C", [1e-12, 1e12])
def test_classes_that_are_apart_and_any_strength(C):
    X = np.r_[np.linspace(-2, -1, 20), np.linspace(1, 2, 20)][:, None] * [1, 1, 0]
    maps = inner_maps(model, LogisticRegression(), X, (X[:, 0] > 0).astype(int))
    with np.errstate(all="raise", under="ignore"):
        found = differentiate(maps, LogLoss(), {"C": C}, ["C"])
    assert np.isfinite(found.value)
    assert found.value < 1e-3 if C > 1 else found.value > 0.69
    assert np.isfinite(found.gradient["C"])


@pytest.mark.parametrize(
    "labels", [["a", "b"], [-1, 1], [False, True], [0.0, 1.0], [7, 3]]
)
def test_labels_of_any_kind(labels):
    X, y, _ = classes()
    expected = inner_maps(model, LogisticRegression(), X, y)
    named = np.array(sorted(labels))[y]
    for kind in (named, named.astype(object)):
        found = inner_maps(model, LogisticRegression(), X, kind)
        for one, other in zip(found, expected, strict=True):
            loss, expected_loss = one.equations.loss, other.equations.loss
            np.testing.assert_array_equal(loss.y, expected_loss.y)
            np.testing.assert_array_equal(one.y_test, other.y_test)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"solver": "lbfgs", "penalty": "l1"}, "an L2 penalty only"),
        ({"solver": "liblinear", "penalty": "elasticnet"}, "0 or 1"),
        ({"solver": "liblinear", "intercept_scaling": 0}, "not positive"),
        ({"penalty": None}, "nothing to search"),
        ({"penalty": "l3"}, "penalty='l3'"),
        ({"solver": "adam"}, "solver='adam'"),
        ({"dual": True}, "no dual"),
        ({"solver": "liblinear", "penalty": "l1", "dual": True}, "no dual"),
    ],
)
def test_settings_that_are_not_supported(given, reason):
    assert reason in model.declines(LogisticRegression(**given))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["C"]),
        ({"penalty": "l2"}, ["C"]),
        ({"solver": "sag"}, ["C"]),
        ({"solver": "liblinear", "dual": True}, ["C"]),
        ({"solver": "liblinear", "penalty": "l1"}, ["C"]),
        ({"solver": "saga", "penalty": "l1"}, ["C"]),
        ({"solver": "saga", "penalty": "elasticnet"}, ["C", "l1_ratio"]),
    ],
)
def test_settings_that_are_served(given, expected):
    estimator = LogisticRegression(**given)
    assert model.declines(estimator) is None
    assert list(model.parameters(estimator)) == expected


@pytest.mark.skipif(SKLEARN < (1, 8), reason="penalty says which norm")
def test_the_norm_by_l1_ratio():
    saga = LogisticRegression(solver="saga")
    assert list(model.parameters(saga)) == ["C", "l1_ratio"]
    assert model.declines(LogisticRegression(l1_ratio=0.5)) is not None
    liblinear = LogisticRegression(solver="liblinear", l1_ratio=1.0)
    assert model.declines(liblinear) is None
    assert settings.l1_ratio(liblinear) == 1


def test_classes_that_are_not_served():
    y = np.where(np.arange(40) == 0, "rare", "usual")
    with pytest.raises(NotDifferentiableError, match="one class only"):
        inner_maps(model, LogisticRegression(), classes()[0], y)


def test_a_class_that_only_the_test_rows_have():
    X, y, _ = classes()
    (_, test), *_ = problems.row_splits(len(y))
    y[test[0]] = 2
    with pytest.raises(NotDifferentiableError, match="training rows lack"):
        inner_maps(model, LogisticRegression(), X, y)


def test_nothing_that_is_penalised():
    X, y, _ = classes()
    inner, *_ = inner_maps(model, LogisticRegression(), X, y)
    with pytest.raises(NotDifferentiableError, match="C=inf"):
        inner.fit({"C": np.inf}, None, 1e-5)


def three_classes(n=60, p=4):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(n, p)) + 0.5
    u = X @ rng.normal(size=(p, 3)) + rng.gumbel(size=(n, 3))
    return X, np.array(["a", "b", "c"])[u.argmax(axis=1)]


def test_a_split_that_tests_fewer_classes_than_it_trains_on():
    X, y = three_classes()
    pairs = [(np.arange(40), np.flatnonzero(y[:40] != "c"))]
    splits = splits_of(Steps.of(LogisticRegression()), CVData(X, y, pairs))
    (inner,) = model.inner_maps(LogisticRegression(), splits)
    fitted = LogisticRegression(C=0.3, tol=1e-8).fit(X[:40], y[:40])
    w = inner.fit({"C": 0.3}, None, 1e-12)
    P = softmax(inner.predict(w, {"C": 0.3}), axis=1)
    expected = fitted.predict_proba(X[pairs[0][1]])
    np.testing.assert_allclose(P, expected, atol=1e-4)
    u = inner.predict(w, {"C": 0.3})
    assert np.isnan(LogLoss().value(inner.y_test, u))  # as of scikit-learn's scorer
    assert np.isfinite(SmoothLogLoss().value(inner.y_test, u))


SEVERAL = LogisticRegression(solver="newton-cholesky", tol=1e-12)


@pytest.mark.parametrize("largest", [120, 2], ids=["factor", "products"])
@pytest.mark.parametrize("intercept", [True, False])
def test_both_ways_to_solve_for_several_classes(largest, intercept, monkeypatch):
    monkeypatch.setattr(smooth, "LARGEST_OF_SEVERAL", largest)
    X, y = three_classes()
    estimator = clone(SEVERAL).set_params(fit_intercept=intercept, C=0.7)
    inner, *_ = inner_maps(model, estimator, X, y)
    (train, _), *_ = problems.row_splits(len(y))
    fitted = clone(estimator).fit(X[train], y[train])
    w, theta = inner.fit({"C": 0.7}, None, 1e-15), {"C": 0.7}
    np.testing.assert_allclose(w, from_fitted(inner, fitted), rtol=1e-5, atol=1e-7)
    c = inner.predict_vjp(inner.y_test, w, theta)
    c = c - c.mean(axis=0)
    q, h = inner.hess_solve(c, w, theta, 1e-15), 1e-6
    bent = (inner.residual(w + h * q, theta) - inner.residual(w - h * q, theta)) / h / 2
    np.testing.assert_allclose(bent, c, rtol=1e-5, atol=1e-7)


@pytest.mark.skipif(SKLEARN >= (1, 8), reason="several classes are multinomial")
@pytest.mark.parametrize("weight", [None, "balanced", {"a": 0.5, "b": 2.0, "c": 1.0}])
@pytest.mark.parametrize(
    "given",
    [
        {"solver": "liblinear", "tol": 1e-10, "max_iter": 10_000},
        {"solver": "newton-cholesky", "tol": 1e-10, "multi_class": "ovr"},
    ],
    ids=["liblinear", "ovr"],
)
@pytest.mark.filterwarnings("ignore:.*(multi_class|multiclass):FutureWarning")
def test_one_against_the_rest(given, weight):
    X, y = three_classes()
    estimator = LogisticRegression(**given, class_weight=weight)
    maps = inner_maps(model, estimator, X, y)
    for (train, test), inner in zip(problems.row_splits(len(y)), maps, strict=True):
        fitted = clone(estimator).set_params(C=0.5).fit(X[train], y[train])
        w, theta = inner.fit({"C": 0.5}, None, 1e-15), {"C": 0.5}
        np.testing.assert_allclose(w, from_fitted(inner, fitted), rtol=1e-3, atol=1e-4)
        P = softmax(inner.predict(w, theta), axis=1)
        np.testing.assert_allclose(P, fitted.predict_proba(X[test]), atol=1e-4)


def against_the_rest(X, y):
    """The map that one-against-the-rest would have, in any version."""
    (train, test), *_ = problems.row_splits(len(y))
    maps = []
    for name in "abc":
        rows = [(X[part], (y[part] == name).astype(float)) for part in (train, test)]
        X_all, y_all = (np.concatenate(parts) for parts in zip(*rows, strict=True))
        split = [(np.arange(len(train)), np.arange(len(train), len(y)))]
        splits = splits_of(Steps.of(SEVERAL), CVData(X_all, y_all, split))
        maps += model.inner_maps(SEVERAL, splits)
    indicators = (y[test][:, None] == np.array(["a", "b", "c"])).astype(float)
    return OneVsRestMap(maps, indicators)


def test_the_gradient_of_one_against_the_rest():
    X, y = three_classes()
    (train, test), *_ = problems.row_splits(len(y))
    found = differentiate(
        [against_the_rest(X, y)], LogLoss(), {"C": 0.5}, ["C"], tol=1e-15
    )

    def loss(C):
        model = OneVsRestClassifier(clone(SEVERAL).set_params(C=C))
        return log_loss(y[test], model.fit(X[train], y[train]).predict_proba(X[test]))

    assert found.value == pytest.approx(loss(0.5), rel=1e-9)
    assert found.gradient["C"] == pytest.approx(slope(loss, 0.5), rel=1e-6)


@pytest.mark.parametrize(
    ("estimator", "several"),
    [
        (LogisticRegression(), False),
        (LogisticRegression(), True),
        (LogisticRegression(solver="liblinear", penalty="l1"), False),
        ("one against the rest", True),
    ],
    ids=["two", "several", "l1", "ovr"],
)
def test_what_is_owed_to_each_number(estimator, several):
    """Differences of the score in entries of both parts of X."""
    X, y = three_classes()
    y = y if several else (y == "a").astype(int)
    theta, h = {"C": 0.8}, 1e-5
    (train, test), *_ = problems.row_splits(len(y))

    def inner_of(X):
        if isinstance(estimator, str):
            return against_the_rest(X, y)
        return inner_maps(model, estimator, X, y)[0]

    def loss(X, start):
        inner = inner_of(X)
        w = inner.fit(theta, start, 1e-15)
        return LogLoss().value(inner.y_test, inner.predict(w, theta))

    inner = inner_of(X)
    w = inner.fit(theta, None, 1e-15)
    g = LogLoss().value_and_du(inner.y_test, inner.predict(w, theta))[1]
    c = inner.predict_vjp(g, w, theta)
    q = inner.hess_solve(c, w, theta, 1e-15)
    for part, owed in zip((train, test), inner.inputs_vjp(q, g, w, theta), strict=True):
        assert owed.shape == X[part].shape
        for i, j in ((0, 0), (3, 2), (7, 3)):
            step = np.zeros_like(X)
            step[part[i], j] = h
            expected = (loss(X + step, w) - loss(X - step, w)) / (2 * h)
            assert owed[i, j] == pytest.approx(expected, rel=1e-4, abs=1e-8)
