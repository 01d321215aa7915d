import numpy as np
import pytest

from sk_hpo.gp.kernel import cross_r, matern52, pair_distances, pair_r, pairs, slope
from tests.gp.problems import OWNER, P, covariance, points, theta


def test_pairs_and_crosses_agree_with_the_formula():
    X, t = points(12), theta()
    expected = covariance(X, X, t)
    length, s2 = np.exp(t[:-2]), np.exp(t[-2])
    k = s2 * matern52(pair_r(pair_distances(X, OWNER, P), length))
    np.testing.assert_allclose(k, expected[pairs(12)], rtol=1e-12)
    K = s2 * matern52(cross_r(X, X, length[OWNER]))
    np.testing.assert_allclose(K, expected, rtol=1e-9)


def test_different_choices_are_at_distance_1():
    X = points(20)
    D = pair_distances(X, OWNER, P)[3]
    i, j = pairs(20)
    same = (X[i, 3:] == X[j, 3:]).all(axis=1)
    np.testing.assert_allclose(D, np.where(same, 0, 1), atol=1e-15)


@pytest.mark.parametrize("j", range(P))
def test_slope_is_the_derivative_to_a_log_length(j):
    D = pair_distances(points(8), OWNER, P)
    log_length = theta()[:-2]

    def k(step):
        moved = log_length.copy()
        moved[j] += step
        return matern52(pair_r(D, np.exp(moved)))

    h = 1e-5
    numerical = (k(h) - k(-h)) / (2 * h)
    length = np.exp(log_length)
    analytic = slope(pair_r(D, length)) * D[j] / length[j] ** 2
    np.testing.assert_allclose(analytic, numerical, atol=1e-9)


def test_it_is_positive_semidefinite():
    X = points(40)
    scale = np.exp(theta()[:-2])[OWNER]
    assert np.linalg.eigvalsh(matern52(cross_r(X, X, scale))).min() > -1e-10
