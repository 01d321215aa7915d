import numpy as np
import pytest

from sk_hpo.gp.feasibility import Feasibility
from tests.gp.problems import OWNER, central_differences, points

X, Z = points(40), points(300, seed=1)


def fails(X):
    return (X[:, 0] > 0.6) & (X[:, 3] == 0)


def test_it_learns_where_fits_fail():
    model = Feasibility.of(X, fails(X), OWNER)
    likely = model.log_probability(Z) > np.log(0.5)
    assert (likely == ~fails(Z)).mean() > 0.85


def test_the_gradient():
    model = Feasibility.of(X, fails(X), OWNER)
    log, gradient = model.slopes(Z)
    np.testing.assert_array_equal(log, model.log_probability(Z))
    expected = central_differences(model.log_probability, Z)
    np.testing.assert_allclose(gradient, expected, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("n", [1, 2])
def test_all_have_failed(n):
    model = Feasibility.of(X[:n], np.ones(n, dtype=bool), OWNER)
    assert np.isfinite(model.log_probability(Z)).all()
    assert model.log_probability(Z).max() < np.log(0.5)
