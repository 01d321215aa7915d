import numpy as np
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import (
    RBF,
    ConstantKernel,
    DotProduct,
    Exponentiation,
    ExpSineSquared,
    Matern,
    PairwiseKernel,
    RationalQuadratic,
    WhiteKernel,
)
from sklearn.pipeline import make_pipeline

from sk_hpo import GradSearchCV
from sk_hpo.gradients.models import gaussian_process as model
from sk_hpo.gradients.types import NotDifferentiableError
from tests.gradients.problems import KINDS, data, inner_maps, row_splits
from tests.gradients.through_inputs import check_inputs


@pytest.mark.parametrize(
    ("kernel", "expected"),
    [
        (None, []),
        (RBF(), ["length_scale"]),
        (RBF([1.0, 2.0]), []),
        (RBF(length_scale_bounds="fixed"), ["length_scale"]),
        (
            ConstantKernel() * Matern() + WhiteKernel(),
            ["k1__k1__constant_value", "k1__k2__length_scale", "k2__noise_level"],
        ),
        (Exponentiation(RBF(), 2), ["kernel__length_scale"]),
        # whose derivative scikit-learn takes by differences
        (PairwiseKernel(metric="rbf"), []),
        (RBF() + PairwiseKernel(metric="rbf"), ["k1__length_scale"]),
    ],
)
def test_the_numbers_of_a_kernel(kernel, expected):
    estimator = GaussianProcessRegressor(kernel, optimizer=None)
    assert model.declines(estimator) is None
    assert list(model.parameters(estimator)) == [
        "alpha",
        *(f"kernel__{name}" for name in expected),
    ]


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({}, "optimizer=None"),
        ({"optimizer": None, "alpha": np.ones(3)}, "not one per row"),
    ],
)
def test_settings_that_are_not_supported(settings, reason):
    assert reason in model.declines(GaussianProcessRegressor(**settings))


def test_data_that_are_not_served():
    X, y, s = data()
    estimator = GaussianProcessRegressor(optimizer=None)
    with pytest.raises(NotDifferentiableError, match="sparse"):
        inner_maps(model, estimator, KINDS["sparse"](X), y)
    with pytest.raises(NotDifferentiableError, match="weights"):
        inner_maps(model, estimator, X, y, s)


def test_constant_targets_are_not_scaled():
    X, _, _ = data()
    estimator = GaussianProcessRegressor(optimizer=None, normalize_y=True)
    y = np.full(40, 3.0)
    for (train, test), inner in zip(
        row_splits(40), inner_maps(model, estimator, X, y), strict=True
    ):
        w = inner.fit({"alpha": 0.1}, None, 0.0)
        real = GaussianProcessRegressor(optimizer=None, normalize_y=True, alpha=0.1)
        expected = real.fit(X[train], y[train]).predict(X[test])
        np.testing.assert_allclose(inner.predict(w, {"alpha": 0.1}), expected)


def test_noise_and_length_are_searched():
    X, y, _ = data(60, 3)
    space = {
        "kernel__k1__length_scale": (0.1, 100.0, "log-uniform"),
        "kernel__k2__noise_level": (1e-3, 10.0, "log-uniform"),
    }
    search = GradSearchCV(
        GaussianProcessRegressor(
            RBF() + WhiteKernel(), optimizer=None, normalize_y=True
        ),
        space,
        cv=row_splits(60),
        random_state=0,
        refit=False,
    ).fit(X, y)
    (path,) = search.descents
    assert path.exact
    assert search.best_score_ == pytest.approx(max(s.score for s in path.steps), 1e-4)
    assert set(search.best_params_) == set(space)


@pytest.mark.parametrize(
    ("kernel", "theta"),
    [
        (None, {}),
        (
            ConstantKernel(2.0) * RBF([1.0, 2.0, 3.0]) + WhiteKernel(0.2),
            {"kernel__k1__k1__constant_value": 3.0},
        ),
        *((Matern(2.0, nu=nu), {}) for nu in (0.5, 0.8, 1.5, 2.5, 3.0, np.inf)),
        (RationalQuadratic(), {"kernel__length_scale": 2.0, "kernel__alpha": 0.7}),
        (ExpSineSquared(), {"kernel__length_scale": 1.5, "kernel__periodicity": 20.0}),
        (Exponentiation(DotProduct(), 2), {"kernel__kernel__sigma_0": 1.5}),
    ],
    ids=str,
)
def test_derivative_in_the_inputs(kernel, theta):
    X, y, _ = data(30, 3)
    estimator = GaussianProcessRegressor(kernel, optimizer=None, normalize_y=True)
    check_inputs(model, estimator, X, y, {"alpha": 0.3, **theta})


def test_a_kernel_without_derivative_in_the_inputs():
    X, y, _ = data(30, 3)
    estimator = GaussianProcessRegressor(
        RBF() + PairwiseKernel(metric="rbf"), optimizer=None
    )
    with pytest.raises(NotDifferentiableError, match="PairwiseKernel"):
        check_inputs(model, estimator, X, y, {"alpha": 0.3})


def test_a_length_for_each_column():
    """Weights of single columns are what the lengths of one kernel are not: named."""
    X, y, _ = data(60, 3)
    y = np.sin(X[:, 0]) + 0.1 * y
    each = ColumnTransformer(
        [(name, "passthrough", [j]) for j, name in enumerate("abc")],
        transformer_weights=dict.fromkeys("abc", 1.0),
    )
    estimator = make_pipeline(
        each, GaussianProcessRegressor(optimizer=None, normalize_y=True, alpha=0.1)
    )
    name = "columntransformer__transformer_weights"
    space = {name: dict.fromkeys("abc", (1e-3, 1e1, "log-uniform"))}
    search = GradSearchCV(estimator, space, cv=row_splits(60), random_state=0).fit(X, y)
    (path,) = search.descents
    assert path.exact
    assert search.best_score_ == pytest.approx(max(s.score for s in path.steps), 1e-4)
    found = search.best_params_[name]
    assert found["a"] > 3 * max(found["b"], found["c"])
