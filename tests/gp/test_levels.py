"""A process over points and levels, seen from the last level."""

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from sk_hpo.gp.levels import AtLastLevel, with_level
from sk_hpo.gp.regression import posterior

OWNER = np.array([0, 1, 2])
THETA = np.log([0.4, 0.7, 0.9, 1.5, 0.01])
LEVELS = np.array([0.0, 0.5, 1.0])


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def seen(rng, n=12):
    X = with_level(rng.random((n, 2)), rng.choice(LEVELS, n))
    return X, np.sin(5 * X[:, 0]) + X[:, 1] * X[:, 2]


def test_predictions_are_those_of_the_last_level(rng):
    whole = posterior(*seen(rng), OWNER, THETA)
    Z = rng.random((4, 2))
    for ours, expected in zip(
        AtLastLevel(whole).predict(Z),
        whole.predict(np.column_stack([Z, np.ones(4)])),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, expected)
    assert list(AtLastLevel(whole).scale) == pytest.approx([0.4, 0.7])


def test_slopes(rng):
    at = AtLastLevel(posterior(*seen(rng), OWNER, THETA))
    z = rng.random(2)
    _, _, of_mean, of_sd = at.slopes(z[None])
    for gradient, which in ((of_mean, 0), (of_sd, 1)):
        numerical = approx_fprime(z, lambda u, w=which: at.predict(u[None])[w][0])
        assert gradient[0] == pytest.approx(numerical, abs=1e-5)


def test_what_a_look_tells_is_the_variance_that_it_removes(rng):
    """Beside what a look with the whole resource removes."""
    X, y = seen(rng)
    whole = posterior(X, y, OWNER, THETA)
    Z = rng.random((5, 2))
    ratio = AtLastLevel(whole).variance_ratio(Z, LEVELS)
    for row, z in enumerate(Z):
        _, before = AtLastLevel(whole).predict(z[None])
        removed = []
        for t in LEVELS:
            after = AtLastLevel(whole.with_pending(with_level(z[None], t)))
            removed.append(before[0] ** 2 - after.predict(z[None])[1][0] ** 2)
        assert ratio[row] == pytest.approx(np.array(removed) / removed[-1], rel=1e-6)


def test_a_look_tells_as_much_as_levels_have_in_common(rng):
    X, y = seen(rng)
    apart, alike = (
        AtLastLevel(posterior(X, y, OWNER, np.r_[THETA[:2], np.log(length), THETA[3:]]))
        for length in (0.01, 1000.0)
    )
    Z = rng.random((3, 2))
    assert apart.variance_ratio(Z, LEVELS)[:, :2].max() < 1e-6
    assert alike.variance_ratio(Z, LEVELS).min() > 0.99
