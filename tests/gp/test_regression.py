import numpy as np
import pytest

from sk_hpo.gp.priors import Prior
from sk_hpo.gp.regression import most_probable, objective_of, posterior
from tests.gp.problems import (
    OWNER,
    P,
    central_differences,
    covariance,
    points,
    theta,
    values,
)

PRIOR = Prior.default(P)


def fit(X, y, owner, *args):
    return posterior(X, y, owner, most_probable(X, y, owner, *args))


def directly(X, y, Z, theta, e=0.0):
    """Mean and sd by Rasmussen and Williams, equations 2.25 and 2.26."""
    K = covariance(X, X, theta) + (np.exp(theta[-1]) + e) * np.eye(len(X))
    k = covariance(Z, X, theta)
    variance = np.exp(theta[-2]) - (k * np.linalg.solve(K, k.T).T).sum(axis=1)
    return k @ np.linalg.solve(K, y), np.sqrt(variance)


@pytest.mark.parametrize("n", [1, 2, 25])
@pytest.mark.parametrize("noise", [-9.0, -1.0])
@pytest.mark.parametrize("e", [0.0, 0.3])
def test_the_gradient_of_the_likelihood(n, noise, e):
    X, t = points(n), theta(1, noise)
    known = e * np.arange(n)
    objective = objective_of(X, values(points(25))[:n], OWNER, PRIOR, known)
    _, gradient = objective(t)
    h = 1e-5
    for j in range(P + 2):
        step = h * np.eye(P + 2)[j]
        numerical = (objective(t + step)[0] - objective(t - step)[0]) / (2 * h)
        assert gradient[j] == pytest.approx(numerical, rel=1e-5, abs=1e-6)


def test_the_likelihood():
    X, t = points(10), theta()
    y = values(X)
    K = covariance(X, X, t) + np.exp(t[-1]) * np.eye(10)
    expected = 0.5 * y @ np.linalg.solve(K, y) + 0.5 * np.linalg.slogdet(K)[1]
    expected += 0.5 * (((t - PRIOR.mean) / PRIOR.sd) ** 2).sum()
    assert objective_of(X, y, OWNER, PRIOR)(t)[0] == pytest.approx(expected, rel=1e-10)


def test_prediction():
    X, Z, t = points(30), points(50, seed=1), theta()
    found = posterior(X, values(X), OWNER, t).predict(Z)
    np.testing.assert_allclose(found, directly(X, values(X), Z, t), atol=1e-8)


def test_known_variances_of_values():
    X, Z, t = points(30), points(50, seed=1), theta()
    e = np.linspace(0, 2, 30)
    found = posterior(X, values(X), OWNER, t, e).predict(Z)
    np.testing.assert_allclose(found, directly(X, values(X), Z, t, e), atol=1e-8)
    # a value of which nothing is known says nothing
    e = np.where(np.arange(30) < 29, 0.0, 1e12)
    found = posterior(X, values(X), OWNER, t, e).predict(Z)
    without = posterior(X[:29], values(X)[:29], OWNER, t).predict(Z)
    np.testing.assert_allclose(found, without, atol=1e-5)


def test_prediction_agrees_with_scikit_learn():
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern

    X, Z, t = points(30), points(50, seed=1), theta()
    kernel = ConstantKernel(np.exp(t[-2])) * Matern(np.exp(t[:-2])[OWNER], nu=2.5)
    other = GaussianProcessRegressor(kernel, alpha=np.exp(t[-1]), optimizer=None)
    expected = other.fit(X, values(X)).predict(Z, return_std=True)
    found = posterior(X, values(X), OWNER, t).predict(Z)
    np.testing.assert_allclose(found, expected, atol=1e-8)


def test_the_gradients_of_a_prediction():
    X, Z = points(20), points(15, seed=1)
    model = posterior(X, values(X), OWNER, theta()).with_pending(points(3, seed=2))
    mean, sd, of_mean, of_sd = model.slopes(Z)
    np.testing.assert_array_equal((mean, sd), model.predict(Z))
    for number, found in enumerate((of_mean, of_sd)):
        expected = central_differences(lambda Z, i=number: model.predict(Z)[i], Z)
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-7)


def test_the_order_of_the_parameters_does_not_matter():
    X, Z, t = points(30), points(50, seed=1), theta()
    order = np.array([2, 5, 3, 0, 4, 1])
    # the parameter of the first column becomes the first, and so on
    number = {old: new for new, old in enumerate(dict.fromkeys(OWNER[order]))}
    owner = np.array([number[old] for old in OWNER[order]])
    shuffled = np.append(t[list(number)], t[-2:])
    one = posterior(X, values(X), OWNER, t).predict(Z)
    other = posterior(X[:, order], values(X), owner, shuffled).predict(Z[:, order])
    np.testing.assert_allclose(other, one, atol=1e-9)


@pytest.mark.parametrize("q", [0, 1, 5])
def test_conditioning_on_pending_is_a_refit_with_their_means(q):
    X, pending, Z, t = points(20), points(q, seed=1), points(30, seed=2), theta()
    y = values(X)
    model = posterior(X, y, OWNER, t)
    filled = np.append(y, model.predict(pending)[0])
    again = posterior(np.concatenate([X, pending]), filled, OWNER, t)
    found = model.with_pending(pending).predict(Z)
    np.testing.assert_allclose(found, again.predict(Z), atol=1e-8)
    np.testing.assert_allclose(found[0], model.predict(Z)[0], atol=1e-12)


def test_pending_upon_pending():
    X, Z, t = points(20), points(30, seed=2), theta()
    pending = points(4, seed=1)
    model = posterior(X, values(X), OWNER, t)
    one_by_one = model.with_pending(pending[:1]).with_pending(pending[1:])
    at_once = model.with_pending(pending)
    np.testing.assert_allclose(one_by_one.predict(Z), at_once.predict(Z), atol=1e-10)


def test_the_fit_is_an_optimum_and_the_better_of_its_starts():
    X = points(40)
    y = values(X)
    objective = objective_of(X, y, OWNER, PRIOR)
    model = fit(X, y, OWNER, PRIOR)
    value = objective(model.theta)[0]
    rng = np.random.default_rng(0)
    for _ in range(30):
        assert objective(model.theta + rng.normal(0, 0.3, P + 2))[0] > value - 1e-3
    from_there = fit(X, y, OWNER, PRIOR, [rng.normal(0, 1, P + 2)])
    assert objective(from_there.theta)[0] <= value + 1e-6


def test_it_learns_which_parameter_does_not_matter():
    X = points(60)
    length = fit(X, values(X), OWNER, PRIOR).theta[:P]
    assert length[2] > max(length[0], length[1])


@pytest.mark.parametrize("n", [1, 2, 30])
@pytest.mark.parametrize("y", [np.zeros, np.ones], ids=["zeros", "ones"])
def test_equal_values_and_equal_points(n, y):
    X = np.repeat(points(1), n, axis=0)
    mean, sd = fit(X, y(n), OWNER, PRIOR).predict(points(5))
    assert np.isfinite(mean).all()
    assert (sd > 0).all()


def test_a_singular_matrix_gets_jitter():
    X = np.repeat(points(3), 20, axis=0)
    t = np.append(theta()[:-1], -80.0)
    model = posterior(X, values(X), OWNER, t).with_pending(X[:2])
    assert np.isfinite(model.predict(X)).all()


def test_no_parameter():
    model = fit(np.empty((2, 0)), np.array([1.0, -1.0]), OWNER[:0], Prior.default(0))
    assert np.isfinite(model.predict(np.empty((3, 0)))).all()


def test_the_prior_predicts_far_away():
    X, t = points(5), theta()
    t[:-2] = np.log(0.01)
    mean, sd = posterior(X, values(X), OWNER, t).predict(points(1, seed=9))
    assert mean == pytest.approx(0, abs=1e-6)
    assert sd == pytest.approx(np.exp(t[-2] / 2), rel=1e-3)


def test_intervals_cover():
    rng = np.random.default_rng(0)
    X, Z = points(60), points(300, seed=1)
    noise = np.exp(-2.0)
    joint = np.concatenate([X, Z])
    f = rng.multivariate_normal(np.zeros(360), covariance(joint, joint, theta()))
    y = f[:60] + np.sqrt(noise) * rng.standard_normal(60)
    mean, sd = fit(X, y, OWNER, PRIOR).predict(Z)
    off = np.abs(f[60:] - mean) / sd
    # of a normal distribution 0.38 and 0.95
    assert 0.25 < (off < 0.5).mean() < 0.55
    assert 0.88 < (off < 1.96).mean() < 0.995


def test_the_uncertainty_of_averages():
    X, t = points(20), theta()
    model = posterior(X, values(X), OWNER, t)
    Z = points(24, seed=1)
    w = np.random.default_rng(0).normal(size=(6, 4))
    K = covariance(X, X, t) + np.exp(t[-1]) * np.eye(len(X))
    k = covariance(Z, X, t)
    joint = covariance(Z, Z, t) - k @ np.linalg.solve(K, k.T)
    expected = [
        np.sqrt(one @ joint[4 * i : 4 * i + 4, 4 * i : 4 * i + 4] @ one)
        for i, one in enumerate(w)
    ]
    found = model.sd_of_averages(Z.reshape(6, 4, -1), w)
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    alone = model.sd_of_averages(Z[:, None], np.ones((24, 1)))
    np.testing.assert_allclose(alone, model.predict(Z)[1], rtol=1e-6)


def test_the_uncertainty_of_an_average_of_nothing():
    X, t = points(5), theta()
    model = posterior(X, values(X), OWNER, t)
    assert model.sd_of_averages(points(4)[None], np.zeros((1, 4))) == [0.0]
