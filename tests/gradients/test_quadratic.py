import numpy as np
import pytest
from sklearn.linear_model import Lasso

from sk_hpo.gradients.logistic import quadratic
from sk_hpo.gradients.logistic.interior_point import minimum_within
from sk_hpo.gradients.logistic.quadratic import minimum
from sk_hpo.gradients.types import NotDifferentiableError


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


def wide(n, a, share, seed):
    """More coordinates than rows, under a penalty that may be next to nothing."""
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(n, a))
    y = A @ (rng.normal(size=a) * (rng.random(a) < 0.1)) + rng.normal(size=n)
    return A, y, np.full(a, share * np.abs(A.T @ y).max())


def violation(A, y, lam, x):
    """By how much the conditions of a minimum are violated, as a share of |A'y|."""
    g, zero = A.T @ (A @ x - y), x == 0
    off = np.maximum(np.abs(g) - lam, 0)[zero].max(initial=0)
    on = np.abs(g + lam * np.sign(x))[~zero].max(initial=0)
    return max(off, on) / np.abs(A.T @ y).max()


@pytest.mark.parametrize("share", [1e-2, 1e-4, 1e-6])
@pytest.mark.parametrize("shape", [(60, 150), (150, 155)], ids=["wide", "square"])
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.in_turn
def test_a_singular_matrix_takes_few_systems(seed, shape, share, orders):
    A, y, lam = wide(*shape, share, seed)
    starts = np.zeros(shape[1]), np.random.default_rng(seed).normal(size=shape[1])
    for start in starts:
        orders.clear()
        x = minimum(A.T @ A, A.T @ y, lam, start)
        assert violation(A, y, lam, x) < 1e-9
        assert (x != 0).sum() <= shape[0]
        assert len(orders) < 100


@pytest.mark.parametrize("free", [0, 2])
def test_an_interior_point_tells_who_is_zero(free, orders):
    A, y, lam = wide(100, 120, 0.05, seed=0)
    lam[:free] = 0
    x = minimum_within(A.T @ A, A.T @ y, lam)
    assert len(orders) < 25
    exact = minimum(A.T @ A, A.T @ y, lam, np.zeros(120))
    np.testing.assert_array_equal(np.sign(x), np.sign(exact))
    np.testing.assert_allclose(x, exact, atol=1e-6)


def test_units_of_the_columns_do_not_matter():
    A, y, lam = wide(50, 80, 1e-3, seed=1)
    units = 10.0 ** np.random.default_rng(0).uniform(-3, 3, size=80)
    B = A * units
    found = minimum(B.T @ B, B.T @ y, lam * units, np.zeros(80)) * units
    np.testing.assert_allclose(
        found, minimum(A.T @ A, A.T @ y, lam, np.zeros(80)), atol=1e-6
    )


@pytest.mark.parametrize("seed", range(3))
def test_powers_that_no_rounding_tells_apart_end(seed, orders):
    """The matrix has no inverse; any x that is returned is a minimum to rounding."""
    rng = np.random.default_rng(seed)
    A, y = np.vander(rng.uniform(size=200), 60), rng.normal(size=200)
    lam = np.full(60, 1e-6 * np.abs(A.T @ y).max())
    x = minimum(A.T @ A, A.T @ y, lam, rng.normal(size=60))
    assert violation(A, y, lam, x) < 1e-5
    assert len(orders) < 800


def test_what_has_no_minimum_is_declined():
    with pytest.raises(NotDifferentiableError, match="nearly undetermined"):
        minimum(np.zeros((2, 2)), np.ones(2), np.zeros(2), np.zeros(2))


def test_what_takes_too_long_is_declined(monkeypatch):
    for most in ("GUESSES", "LONGER"):
        monkeypatch.setattr(quadratic, most, (0, 0))
    A, y, lam = wide(60, 150, 1e-3, seed=0)
    with pytest.raises(NotDifferentiableError, match="nearly undetermined"):
        minimum(A.T @ A, A.T @ y, lam, np.zeros(150))
