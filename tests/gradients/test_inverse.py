import numpy as np
import pytest

from sk_hpo.gradients.linalg.inverse import FactoredInverse, FullInverse, inverse_of


def definite(n):
    A = np.random.default_rng(n).normal(size=(n, n))
    return A @ A.T + np.eye(n)


def indefinite(n):
    return definite(n) - 3 * n * np.eye(n)


@pytest.mark.parametrize("n", [1, 2, 64, 65, 150, 301])
@pytest.mark.parametrize(
    ("make", "kind"), [(definite, FactoredInverse), (indefinite, FullInverse)]
)
def test_products_and_blocks_are_those_of_the_inverse(n, make, kind):
    A = make(n)
    before, B = A.copy(), np.linalg.inv(A)
    found = inverse_of(A)
    assert isinstance(found, kind)
    np.testing.assert_array_equal(A, before)
    rng = np.random.default_rng(0)
    size = np.abs(B).max()
    for C in (rng.normal(size=n), rng.normal(size=(n, 3))):
        np.testing.assert_allclose(found.times(C), B @ C, atol=1e-9 * n * size)
    V = rng.permutation(n)[: n // 2 + 1]
    np.testing.assert_allclose(found.block(V), B[np.ix_(V, V)], atol=1e-9 * size)


def test_what_is_singular_has_none():
    with pytest.raises(np.linalg.LinAlgError):
        inverse_of(np.zeros((70, 70)))
