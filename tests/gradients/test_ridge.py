import numpy as np
import pytest
from sklearn.linear_model import Ridge

from sk_hpo.gradients.criteria.squared_error import DeterminationCoefficient
from sk_hpo.gradients.implicit import differentiate
from sk_hpo.gradients.linalg import design_matrix
from sk_hpo.gradients.models import ridge as model
from sk_hpo.gradients.types import NotDifferentiableError
from tests.gradients import problems
from tests.gradients.fits import from_fitted
from tests.gradients.problems import KINDS, cross_validated, data, inner_maps, slope
from tests.gradients.through_inputs import check_inputs

R2 = DeterminationCoefficient()
SHAPES = [(40, 5), (20, 30)]


@pytest.mark.parametrize("alpha", [1e-3, 1.0, 300.0])
@pytest.mark.parametrize("weighted", [False, True], ids=["", "weights"])
@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("n", "p"), SHAPES)
@pytest.mark.in_turn
def test_differentiate_of_least_squares(n, p, kind, intercept, weighted, alpha):
    X, y, s = data(n, p)
    s = s if weighted else None
    estimator = Ridge(fit_intercept=intercept)
    maps = inner_maps(model, estimator, KINDS[kind](X), y, s)
    found = differentiate(maps, R2, {"alpha": alpha}, ["alpha"])

    def loss_at(alpha):
        def solve(X, y, s):
            return problems.ridge(X, y, alpha, s, intercept)

        return cross_validated(solve, R2.value, X, y, s, intercept=intercept)

    assert found.value == pytest.approx(loss_at(alpha), rel=1e-8)
    assert found.gradient["alpha"] == pytest.approx(slope(loss_at, alpha), rel=1e-6)


@pytest.mark.parametrize(("n", "p"), SHAPES)
def test_any_alpha_by_one_decomposition_is_a_fit_of_scikit_learn(n, p):
    X, y, s = data(n, p)
    maps = inner_maps(model, Ridge(), X, y, s)
    for (train, test), inner in zip(problems.row_splits(n), maps, strict=True):
        for alpha in (1e-4, 1e-1, 1e6):
            fitted = Ridge(alpha, solver="svd").fit(X[train], y[train], s[train])
            w = inner.fit({"alpha": alpha}, None, 0.0)
            expected = fitted.predict(X[test])
            np.testing.assert_allclose(inner.predict(w, {}), expected, rtol=1e-9)
            np.testing.assert_allclose(from_fitted(inner, fitted), w, atol=1e-9)


def test_an_outlier_among_the_test_rows_leaves_the_fit_as_it_is():
    """Its square, subtracted from the sum of all squares, would leave nothing."""
    X, y, _ = data()
    (train, test), *_ = problems.row_splits(len(y))
    X[test[0]] *= 1e9
    inner, *_ = inner_maps(model, Ridge(), X, y)
    w = inner.fit({"alpha": 0.5}, None, 0.0)
    expected = Ridge(0.5).fit(X[train], y[train]).predict(X[test[1:]])
    np.testing.assert_allclose(inner.predict(w, {})[1:], expected, rtol=1e-10)


@pytest.mark.parametrize("alpha", [1e-12, 1.0, 1e12])
@pytest.mark.parametrize(
    "columns",
    [
        np.full((40, 2), 0.1),
        np.zeros((40, 2)),
        np.ones((40, 1)) * np.arange(40)[:, None],
    ],
)
def test_columns_that_tell_nothing_or_the_same(columns, alpha):
    _, y, _ = data()
    X = np.hstack([columns, columns])
    maps = inner_maps(model, Ridge(), X, y)
    for (train, test), inner in zip(problems.row_splits(len(y)), maps, strict=True):
        w = inner.fit({"alpha": alpha}, None, 0.0)
        fitted = Ridge(alpha, solver="svd").fit(X[train], y[train])
        found = inner.predict(w, {})
        np.testing.assert_allclose(found, fitted.predict(X[test]), rtol=1e-6)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [({"positive": True}, "positive"), ({"alpha": [1.0, 2.0]}, "not one per target")],
)
def test_settings_that_are_not_supported(settings, reason):
    assert reason in model.declines(Ridge(**settings))
    assert model.declines(Ridge()) is None


def test_data_that_are_not_served():
    X, y, _ = data()
    # the overflow is the test's; a descent silences it
    with np.errstate(all="ignore"), pytest.raises(NotDifferentiableError, match="over"):
        inner_maps(model, Ridge(), X * 1e200, y)


@pytest.mark.parametrize("targets", [1, 3])
@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_products_are_as_good_as_a_decomposition(monkeypatch, kind, intercept, targets):
    X, y, s = data()
    if targets > 1:
        y = np.column_stack([np.sin(j * y) + j for j in range(targets)])
    estimator, theta = Ridge(fit_intercept=intercept), {"alpha": 0.7}

    def found():
        maps = inner_maps(model, estimator, KINDS[kind](X), y, s)
        return maps, differentiate(maps, R2, theta, ["alpha"], tol=1e-15)

    _, expected = found()
    monkeypatch.setattr(model, "LARGEST", 4)
    monkeypatch.setattr(design_matrix, "LARGEST", 3)
    maps, by_products = found()
    assert by_products.value == pytest.approx(expected.value, rel=1e-9)
    assert by_products.gradient == pytest.approx(expected.gradient, rel=1e-6)
    (train, test), *_ = problems.row_splits(40)
    fitted = Ridge(**theta, fit_intercept=intercept, solver="lsqr", tol=1e-12)
    w = from_fitted(maps[0], fitted.fit(X[train], y[train], s[train]))
    np.testing.assert_allclose(
        maps[0].predict(w, theta), fitted.predict(X[test]), rtol=1e-9
    )
    assert np.abs(maps[0].residual(w, theta)).max() < 1e-6
    again = maps[0].fit(theta, w, 1e-9)
    np.testing.assert_allclose(again, w, rtol=1e-6)
    check_inputs(model, estimator, X, y, theta, s)
