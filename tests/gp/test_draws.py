"""Functions drawn by pathwise conditioning have the posterior's distribution."""

import numpy as np
import pytest

from sk_hpo.gp.regression import posterior
from sk_hpo.gp.sensitivity import draws
from sk_hpo.gp.sensitivity.draws import Draws
from tests.gp.problems import OWNER, covariance, points, theta, values

N_DRAWS = 2000


def made(n, noise, e=0.0, n_draws=N_DRAWS):
    X = points(n)
    model = posterior(X, values(points(30))[:n], OWNER, theta(noise=noise), e)
    return model, Draws(model, n_draws, np.random.default_rng(0))


@pytest.mark.parametrize(("n", "noise"), [(1, -4.0), (10, -4.0), (30, -1.0)])
def test_mean_and_deviation(n, noise, monkeypatch):
    # with more frequencies, the prior is closer to the kernel
    monkeypatch.setattr(draws, "N_FREQUENCIES", 4000)
    model, drawn = made(n, noise)
    Z = points(20, seed=1)
    found = drawn.at(Z)
    mean, sd = model.predict(Z)
    np.testing.assert_allclose(found.mean(axis=1), mean, atol=0.08)
    np.testing.assert_allclose(found.std(axis=1), sd, rtol=0.1, atol=0.02)


def test_covariance(monkeypatch):
    monkeypatch.setattr(draws, "N_FREQUENCIES", 4000)
    model, drawn = made(10, -4.0)
    Z, t = points(8, seed=1), theta(noise=-4.0)
    k, K = covariance(Z, model.X, t), covariance(model.X, model.X, t)
    noise = np.exp(t[-1]) * np.eye(10)
    expected = covariance(Z, Z, t) - k @ np.linalg.solve(K + noise, k.T)
    found = np.cov(drawn.at(Z))
    np.testing.assert_allclose(found, expected, atol=0.1 * np.exp(t[-2]))


def test_known_variances_of_values():
    """A value of which nothing is known does not fix the draws."""
    e = np.where(np.arange(10) == 3, 1e6, 0.0)
    model, drawn = made(10, -9.0, e)
    sd = drawn.at(model.X).std(axis=1)
    assert sd[3] > 10 * np.delete(sd, 3).max()


def test_the_same_functions_at_all_points():
    _, drawn = made(10, -4.0, n_draws=5)
    Z = points(draws.CHUNK + 50, seed=1)
    whole = drawn.at(Z)
    assert whole.shape == (len(Z), 5)
    np.testing.assert_allclose(drawn.at(Z[-60:]), whole[-60:], atol=1e-10)
    _, again = made(10, -4.0, n_draws=5)
    np.testing.assert_array_equal(again.at(Z), whole)
