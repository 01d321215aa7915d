"""Sobol indices of functions whose indices are known."""

import numpy as np
import pytest

from sk_hpo.gp.sensitivity.sobol_indices import sobol_variances


def shares(f, sizes, n_points=1024, seed=0):
    found = sobol_variances(lambda U: f(U)[:, None], sizes, n_points, seed)
    parts = found.divided_by(found.variance)
    return parts.first[:, 0], parts.total[:, 0], parts.pairs[:, 0]


def ishigami(U):
    x = np.pi * (2 * U - 1)
    return (1 + 0.1 * x[:, 2] ** 4) * np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2


@pytest.mark.parametrize("seed", [0, 1])
def test_ishigami(seed):
    """Ishigami and Homma (1990), with the indices of Saltelli and others."""
    first, total, pairs = shares(ishigami, [1, 1, 1], seed=seed)
    np.testing.assert_allclose(first, [0.314, 0.442, 0.0], atol=0.015)
    np.testing.assert_allclose(total, [0.558, 0.442, 0.244], atol=0.015)
    np.testing.assert_allclose(pairs, [0.0, 0.244, 0.0], atol=0.015)


def test_g_function():
    """Saltelli and Sobol (1995): partial variances 1 / (3 (1 + a)^2)."""
    a = np.array([0.0, 1.0, 4.5, 9.0, 99.0])
    first, total, pairs = shares(
        lambda U: np.prod((np.abs(4 * U - 2) + a) / (1 + a), axis=1), [1] * 5
    )
    v = 1 / (3 * (1 + a) ** 2)
    variance = np.prod(1 + v) - 1
    i, j = np.triu_indices(5, 1)
    np.testing.assert_allclose(first, v / variance, atol=0.015)
    np.testing.assert_allclose(pairs, v[i] * v[j] / variance, atol=0.015)
    others = np.prod(1 + v) / (1 + v)
    np.testing.assert_allclose(total, v * others / variance, atol=0.015)


def test_additive():
    weights = np.arange(1.0, 5.0)
    first, total, pairs = shares(lambda U: U @ weights, [1] * 4)
    expected = weights**2 / (weights**2).sum()
    np.testing.assert_allclose(first, expected, atol=0.005)
    np.testing.assert_allclose(total, expected, atol=0.005)
    np.testing.assert_allclose(pairs, 0, atol=0.005)


def test_groups_of_inputs():
    """Ishigami with the first and the third input as one."""
    first, total, pairs = shares(lambda U: ishigami(U[:, [0, 2, 1]]), [2, 1])
    np.testing.assert_allclose(first, [0.558, 0.442], atol=0.015)
    np.testing.assert_allclose(total, [0.558, 0.442], atol=0.015)
    np.testing.assert_allclose(pairs, 0, atol=0.015)


def test_several_functions_at_once():
    found = sobol_variances(lambda U: U * [1.0, 2.0] + 1e6, [1, 1], 256, 0)
    np.testing.assert_allclose(found.mean, [1e6 + 0.5, 1e6 + 1], rtol=1e-8)
    np.testing.assert_allclose(found.variance, [1 / 12, 4 / 12], rtol=0.01)
    first = found.divided_by(found.variance).first
    np.testing.assert_allclose(first, np.eye(2), atol=0.01)


def test_nothing_varies():
    found = sobol_variances(lambda U: np.ones((len(U), 3)), [], 64, 0)
    assert found.first.shape == (0, 3)
    assert found.pairs.shape == (0, 3)
    np.testing.assert_array_equal(found.variance, 0)
