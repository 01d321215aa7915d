"""The model of seconds, and the improvement per second."""

import numpy as np
import pytest

from sk_hpo.gp.acquisition import Acquisition
from sk_hpo.gp.cost import Cost
from sk_hpo.gp.priors import Prior
from sk_hpo.gp.regression import posterior

OWNER = np.array([0, 1])
X = np.random.default_rng(0).random((40, 2))
SECONDS = np.exp(4 * X[:, 0])
POINTS = np.random.default_rng(1).random((9, 2))


def acquisition(cost):
    theta = Prior.default(2).mean
    y = ((X - 0.3) ** 2).sum(axis=1)
    return Acquisition(posterior(X, y, OWNER, theta), float(y.min()), cost=cost)


def test_predicts_the_log_of_seconds():
    cost = Cost.of(X, SECONDS, OWNER)
    assert cost.log_seconds(POINTS) == pytest.approx(4 * POINTS[:, 0], abs=0.1)


@pytest.mark.parametrize("seconds", [np.ones(40), 1 + X[:, 0]])
def test_none_if_seconds_hardly_differ(seconds):
    assert Cost.of(X, seconds, OWNER) is None


def test_divides_the_improvement():
    cost = Cost.of(X, SECONDS, OWNER)
    plain = acquisition(None).value(POINTS)
    expected = plain - cost.log_seconds(POINTS)
    assert acquisition(cost).value(POINTS) == pytest.approx(expected)


def test_slopes_are_those_of_the_value():
    made = acquisition(Cost.of(X, SECONDS, OWNER))
    value, gradient = made.slopes(POINTS)
    assert value == pytest.approx(made.value(POINTS))
    for j, step in enumerate(1e-6 * np.eye(2)):
        rise = made.value(POINTS + step) - made.value(POINTS - step)
        assert gradient[:, j] == pytest.approx(rise / 2e-6, rel=1e-3, abs=1e-4)
