import numpy as np
import pytest
from scipy.special import polygamma

from sk_hpo.racing.noise import MOST_DF, Noise, _inverse_trigamma, pooled


@pytest.mark.parametrize("x", [1e-8, 1e-3, 0.1, 1.0, 30.0, 1e9])
def test_inverse_trigamma(x):
    assert polygamma(1, _inverse_trigamma(x)) == pytest.approx(x, rel=1e-4)


@pytest.mark.parametrize("df", [4.0, 12.0])
def test_the_distribution_of_variances_is_found(df):
    rng = np.random.default_rng(0)
    true = 2.5 * df / rng.chisquare(df, size=4000)
    v = true * rng.chisquare(6, size=4000) / 6
    noise = pooled(v, np.full(4000, 6.0))
    assert noise.variance == pytest.approx(2.5, rel=0.05)
    assert noise.df == pytest.approx(df, rel=0.2)


def test_equal_noise_has_many_degrees_of_freedom():
    v = 3 * np.random.default_rng(1).chisquare(4, size=500) / 4
    noise = pooled(v, np.full(500, 4.0))
    assert noise.df == MOST_DF
    assert noise.variance == pytest.approx(3, rel=0.1)


def test_few_candidates_have_few_degrees_of_freedom():
    assert pooled(np.array([1.0, 1.1]), np.array([2.0, 2.0])).df <= 4


def test_nothing_is_said_of_one_candidate_or_of_scores_that_do_not_vary():
    assert pooled(np.array([1.0]), np.array([4.0])) is None
    assert pooled(np.zeros(5), np.full(5, 4.0)) is None


def test_a_candidate_s_own_variance_counts_by_its_degrees_of_freedom():
    variance, df = Noise(2.0, 6.0).moderated(np.array([4.0, 0.0]), 2.0)
    assert df == 8
    np.testing.assert_allclose(variance, [(6 * 2 + 2 * 4) / 8, 12 / 8])
    variance, df = Noise(2.0, 6.0).moderated(np.array([np.nan]), 0.0)
    assert (variance, df) == ([2.0], 6.0)
