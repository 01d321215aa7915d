import numpy as np
import pytest
from scipy.stats import norm

from sk_hpo.gp.expected_improvement import (
    improvement_slopes,
    log_expected_improvement,
    log_h,
)


def test_log_h_where_it_can_be_written_down():
    z = np.linspace(-6, 8, 200)
    expected = np.log(norm.pdf(z) + z * norm.cdf(z))
    np.testing.assert_allclose(log_h(z), expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("z", [-30.0, -1e3, -1e5, -9.9e5, -1.1e6, -1e9, -1e100])
def test_log_h_far_below(z):
    # the asymptotic series of h, relative to its first term
    series = 0.0 if z < -1e4 else np.log1p(-3 / z**2 + 15 / z**4)
    expected = norm.logpdf(z) - 2 * np.log(-z) + series
    assert log_h(np.array([z]))[0] == pytest.approx(expected, rel=1e-7)


def test_log_h_has_no_jumps_and_grows():
    for middle in (-1.0, -1e6):
        z = middle * (1 + np.linspace(1e-3, -1e-3, 101))
        steps = np.diff(log_h(z))
        assert (steps > 0).all()
        assert steps.max() < 1.1 * steps.min()
    z = np.sort(-(10.0 ** np.linspace(-3, 8, 500)))
    assert (np.diff(log_h(z)) > 0).all()


def test_expected_improvement_by_simulation():
    rng = np.random.default_rng(0)
    mean, sd, best = np.array([0.0, 0.5, -0.2]), np.array([1.0, 0.3, 0.1]), 0.1
    draws = mean + sd * rng.standard_normal((400_000, 3))
    gain = np.maximum(best - draws, 0).mean(axis=0)
    found = np.exp(log_expected_improvement(mean, sd, best))
    np.testing.assert_allclose(found, gain, rtol=0.02)


@pytest.mark.parametrize("z", [-1e3, -1e5, -1e8, -1e30])
def test_the_derivatives_far_below(z):
    # log h tends to log phi(z) - 2 log(-z)
    _, by_mean, by_sd = improvement_slopes(np.array([-z]), np.ones(1), 0.0)
    assert by_mean[0] == pytest.approx(z, rel=1e-4)
    assert by_sd[0] == pytest.approx(z**2, rel=1e-4)


def test_the_derivatives_to_mean_and_sd():
    rng = np.random.default_rng(0)
    mean, sd = 3 * rng.standard_normal(50), rng.uniform(0.01, 2, 50)
    value, by_mean, by_sd = improvement_slopes(mean, sd, -1.0)

    def log(m, s):
        return log_expected_improvement(m, s, -1.0)

    step = 1e-6 * sd
    np.testing.assert_array_equal(value, log(mean, sd))
    central = (log(mean + step, sd) - log(mean - step, sd)) / (2 * step)
    np.testing.assert_allclose(by_mean, central, rtol=1e-5, atol=1e-6)
    central = (log(mean, sd + step) - log(mean, sd - step)) / (2 * step)
    np.testing.assert_allclose(by_sd, central, rtol=1e-5, atol=1e-4)
