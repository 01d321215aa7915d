"""Structure and noise as explanations of values, with their probabilities."""

import numpy as np
import pytest

from sk_hpo.gp.sensitivity.explanations import FLOOR, explanations

OWNER = np.arange(2)


def found(y, X, n_around=0):
    rng = np.random.default_rng(0)
    z = (y - y.mean()) / (y.std() or 1)
    ways = explanations(X, z, OWNER, 2, FLOOR + np.zeros(len(y)), n_around, rng)
    assert sum(weight for weight, _ in ways) == pytest.approx(1)
    return ways


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone(seed):
    rng = np.random.default_rng(seed)
    ways = found(rng.standard_normal(40), rng.random((40, 2)))
    assert sum(weight for weight, theta in ways if theta[-1] > -1.5) > 0.5


@pytest.mark.parametrize("seed", range(5))
def test_a_smooth_function(seed):
    X = np.random.default_rng(seed).random((40, 2))
    ((_, theta),) = found(np.sin(3 * X[:, 0]) + X[:, 1] ** 2, X)
    assert theta[-1] < -5


def test_a_smooth_function_with_noise():
    rng = np.random.default_rng(0)
    X = rng.random((60, 2))
    y = np.sin(6 * X[:, 0]) + 0.3 * rng.standard_normal(60)
    for weight, theta in found(y, X):
        # the noise has a sixth of the variance
        assert weight < 0.1 or -3 < theta[-1] < -1


def test_hyperparameters_around_a_maximum():
    X = np.random.default_rng(0).random((20, 2))
    y = np.sin(3 * X[:, 0]) + X[:, 1] ** 2
    ((_, theta),) = found(y, X)
    around = np.array([one for _, one in found(y, X, n_around=8)])
    np.testing.assert_allclose(around.mean(axis=0), theta, atol=0.3)
    assert around.std(axis=0).min() > 0.1
    assert len(np.unique(around, axis=0)) == 8


@pytest.mark.parametrize("n_around", [0, 8])
def test_few_values(n_around):
    for n in (1, 2, 3):
        X = np.linspace(0, 1, 2 * n).reshape(n, 2)
        ways = found(np.arange(n), X, n_around)
        assert len(ways) == n_around or not n_around
        assert all(np.isfinite(theta).all() for _, theta in ways)


def test_steps_among_nearly_equal_points_are_noise():
    """They do not make the function rough where nothing of the kind was seen."""
    rng = np.random.default_rng(0)
    X = rng.random((40, 2))
    X[20:] = 0.5 + 0.005 * rng.standard_normal((20, 2))
    y = np.sin(3 * X[:, 0]) + 0.01 * rng.choice([-1, 1], 40)
    assert all(theta[0] > -2 for _, theta in found(y, X))
