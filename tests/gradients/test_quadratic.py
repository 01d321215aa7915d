import numpy as np
import pytest
from sklearn.linear_model import Lasso

from sk_hpo.gradients.logistic.quadratic import minimum


def problem(a, seed, n=60):
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(n, a)) @ (np.eye(a) + 0.5 * rng.normal(size=(a, a)))
    return A, A @ (rng.normal(size=a) * (rng.random(a) < 0.3)) + rng.normal(size=n)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("share", [0.9, 0.3, 0.01])
def test_the_lasso_of_scikit_learn(seed, share):
    A, y = problem(20, seed)
    alpha = share * np.abs(A.T @ y).max()
    lasso = Lasso(
        alpha=alpha / len(y), fit_intercept=False, tol=1e-14, max_iter=1_000_000
    )
    expected = lasso.fit(A, y).coef_
    lam = np.full(20, alpha)
    rng = np.random.default_rng(seed)
    for start in (np.zeros(20), expected, rng.normal(size=20)):
        found = minimum(A.T @ A, A.T @ y, lam, start)
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("seed", range(5))
def test_a_minimum_has_no_way_down(seed):
    """Of many coordinates, of uneven penalties, some of them free."""
    A, y = problem(150, seed, n=200)
    rng = np.random.default_rng(seed)
    lam = rng.uniform(0, 0.5, size=150) * np.abs(A.T @ y).max()
    lam[rng.random(150) < 0.1] = 0
    x = minimum(A.T @ A, A.T @ y, lam, rng.normal(size=150))
    g, scale = A.T @ (A @ x - y), np.abs(A.T @ y).max()
    zero = x == 0
    assert 0 < zero.sum() < 150
    assert not zero[lam == 0].any()
    assert (np.abs(g[zero]) <= lam[zero] + 1e-9 * scale).all()
    stationary = g + lam * np.sign(x)
    np.testing.assert_allclose(stationary[~zero], 0, atol=1e-9 * scale)


def test_twins():
    """Equal columns: any share between them is a minimum."""
    H = np.ones((2, 2))
    x = minimum(H, np.array([3.0, 3.0]), np.array([1.0, 1.0]), np.zeros(2))
    assert x.sum() == pytest.approx(2, rel=1e-6)
    assert (x >= 0).all()
