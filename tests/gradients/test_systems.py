import numpy as np
import pytest

from sk_hpo.gradients.linalg.systems import eigen, factorised, iterative
from sk_hpo.gradients.types import NotDifferentiableError

RNG = np.random.default_rng(0)
A = RNG.normal(size=(60, 30)) * np.geomspace(1, 1e3, 30)
H = A.T @ A + np.eye(30)
C = RNG.normal(size=30)


def by_products(H, tol):
    return iterative(lambda v: H @ v, np.diagonal(H), tol)


@pytest.mark.parametrize("n", [1, 2, 30])
def test_eigenvalues_and_vectors_of_any_size(n):
    part = H[:n, :n].copy()
    lam, Q = eigen(part)
    np.testing.assert_allclose((Q * lam) @ Q.T, H[:n, :n], atol=1e-8 * lam[-1])
    assert (np.diff(lam) >= 0).all()


def test_a_factor_serves_any_right_side():
    solve = factorised(H)
    for c in (C, H[0]):
        np.testing.assert_allclose(H @ solve(c), c, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("tol", [1e-4, 1e-12])
def test_conjugate_gradients_go_as_far_as_asked(tol):
    exact, found = np.linalg.solve(H, C), by_products(H, tol)(C)

    def size(x):
        return np.sqrt(x @ H @ x)

    error = size(found - exact) / size(exact)
    assert error < np.sqrt(tol)
    assert (error > 1e-6) == (tol > 1e-6)  # and no further


@pytest.mark.parametrize("solver", [factorised, lambda H: by_products(H, 1e-14)])
def test_a_row_of_zeros(solver):
    """An intercept that no row moves: what can be solved is solved."""
    singular = H.copy()
    singular[-1] = singular[:, -1] = 0
    c = np.append(C[:-1], 0.0)
    found = solver(singular)(c)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(singular @ found, c, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("solver", [factorised, lambda H: by_products(H, 1e-14)])
def test_nothing_but_zeros(solver):
    assert np.isfinite(solver(np.zeros((3, 3)))(np.ones(3))).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_is_rejected(bad):
    broken = H.copy()
    broken[2, 2] = bad
    with pytest.raises(NotDifferentiableError, match="overflow"):
        factorised(broken)
