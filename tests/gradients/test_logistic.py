import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.utils.class_weight import compute_sample_weight

from sk_hpo.gradients.arrays import NotDifferentiableError
from sk_hpo.gradients.criteria.brier import BrierScore
from sk_hpo.gradients.criteria.log_loss import LogLoss
from sk_hpo.gradients.implicit import evaluate
from sk_hpo.gradients.models import logistic as model
from tests.gradients import problems
from tests.gradients.problems import KINDS, cross_validated, data, inner_maps, slope


def classes(n=40, p=5):
    X, y, s = data(n, p)
    return X, (y > np.median(y) + 0.5).astype(int), s


@pytest.fixture(params=[1500, 2], ids=["factor", "products"])
def solver(request, monkeypatch):
    """Both ways to solve its systems."""
    monkeypatch.setattr(model, "LARGEST", request.param)


@pytest.mark.usefixtures("solver")
@pytest.mark.parametrize("C", [1e-3, 0.5, 100.0])
@pytest.mark.parametrize("weighted", [False, True], ids=["", "weights"])
@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_value_and_gradient_of_newton_steps(kind, intercept, weighted, C):
    X, y, s = classes()
    s = s if weighted else None
    estimator = LogisticRegression(fit_intercept=intercept)
    maps = inner_maps(model, estimator, KINDS[kind](X), y, s)

    def solved(C):
        return lambda X, y, s: problems.logistic(X, y, C, s, intercept)

    rounded = [
        solved(C)(X[train], y[train], None if s is None else s[train])
        for train, _ in problems.splits(len(y))
    ]
    for criterion in (LogLoss(), BrierScore()):

        def loss_at(C, loss=criterion.value):
            return cross_validated(solved(C), loss, X, y, s, intercept=intercept)

        # The objective tells its minimum to rounding, and so w to the root of it.
        for starts, rtol in ((rounded, 1e-7), (None, 1e-4)):
            found = evaluate(maps, criterion, {"C": C}, ["C"], starts=starts, tol=1e-15)
            assert found.value == pytest.approx(loss_at(C), rel=1e-9)
            assert found.gradient["C"] == pytest.approx(slope(loss_at, C), rel=rtol)


@pytest.mark.parametrize("weight", ["balanced", {0: 0.4, 1: 3.0}])
def test_class_weights_multiply_those_of_the_fit_only(weight):
    X, y, _ = classes()
    estimator = LogisticRegression(class_weight=weight)
    maps = inner_maps(model, estimator, X, y)
    for (train, _), inner in zip(problems.splits(len(y)), maps, strict=True):
        w = inner.fit({"C": 0.3}, None, 1e-15)
        s = compute_sample_weight(weight, y[train])
        expected = problems.logistic(X[train], y[train], 0.3, s)
        np.testing.assert_allclose(w, expected, rtol=1e-5)
        assert inner.s_test is None


@pytest.mark.parametrize("solver", model.SOLVERS)
def test_the_fit_of_scikit_learn_is_stationary(solver):
    X, y, s = classes()
    settings = {"solver": solver, "tol": 1e-10, "max_iter": 10_000}
    inner, *_ = inner_maps(model, LogisticRegression(), X, y, s)
    (train, _), *_ = problems.splits(len(y))
    for C in (0.01, 10.0):
        fitted = LogisticRegression(C=C, **settings).fit(X[train], y[train], s[train])
        w, theta = inner.from_fitted(fitted), {"C": C}
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
        u = inner._responses(inner.X, w)
        loss = np.logaddexp(0, u) - inner.y * u
        return 5.0 * loss.sum() + w @ (inner.penalised * w) / 2

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
        found = evaluate(maps, LogLoss(), {"C": C}, ["C"])
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
            np.testing.assert_array_equal(one.y, other.y)
            np.testing.assert_array_equal(one.y_test, other.y_test)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"solver": "liblinear"}, "solver='liblinear'"),
        ({"solver": "saga"}, "solver='saga'"),
        ({"solver": "saga", "penalty": "l1"}, "only L2"),
        ({"solver": "saga", "penalty": "elasticnet", "l1_ratio": 0.5}, "only L2"),
        ({"penalty": None}, "only L2"),
    ],
)
def test_settings_that_are_not_served(settings, reason):
    assert reason in model.declines(LogisticRegression(**settings))
    assert model.declines(LogisticRegression()) is None
    assert model.declines(LogisticRegression(penalty="l2")) is None


@pytest.mark.parametrize(
    ("y", "reason"),
    [
        (np.arange(40) % 3, "trains on 3 classes"),
        (np.zeros(40), "trains on 1 classes"),
        (np.where(np.arange(40) == 0, "rare", "usual"), "trains on 1 classes"),
        (np.where(np.arange(40) == 0, 2, np.arange(40) % 2), "classes"),
    ],
)
def test_classes_that_are_not_served(y, reason):
    with pytest.raises(NotDifferentiableError, match=reason):
        inner_maps(model, LogisticRegression(), classes()[0], y)


def test_a_class_that_only_the_test_rows_have():
    X, y, _ = classes()
    (_, test), *_ = problems.splits(len(y))
    y[test[0]] = 2
    with pytest.raises(NotDifferentiableError, match="has not learnt"):
        inner_maps(model, LogisticRegression(), X, y)
