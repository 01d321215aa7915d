import numpy as np
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import (
    RBF,
    ConstantKernel,
    Exponentiation,
    Matern,
    PairwiseKernel,
    WhiteKernel,
)

from sk_hpo import GradSearchCV
from sk_hpo.gradients.arrays import NotDifferentiableError
from sk_hpo.gradients.models import gaussian_process as model
from tests.gradients.problems import KINDS, data, inner_maps, splits


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
        ({"optimizer": None, "alpha": np.ones(3)}, "one alpha a row"),
    ],
)
def test_settings_that_are_not_served(settings, reason):
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
        splits(40), inner_maps(model, estimator, X, y), strict=True
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
        cv=splits(60),
        random_state=0,
        refit=False,
    ).fit(X, y)
    (path,) = search.descents
    assert path.exact
    assert search.best_score_ == pytest.approx(max(s.score for s in path.steps), 1e-4)
    assert set(search.best_params_) == set(space)
