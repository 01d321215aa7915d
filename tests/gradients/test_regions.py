import numpy as np
import pytest

from sk_hpo.gradients.outer.gradient_gp import EvaluatedPoint
from sk_hpo.gradients.outer.regions import Hints, minimise_in_regions

ENOUGH = 2e-5


class Logged:
    """A bowl of some width around each of several bottoms, and the plain between."""

    def __init__(self, *bowls, width=0.08):
        self.bowls, self.width, self.asked = bowls, width, []

    def __call__(self, x):
        self.asked.append(x)
        J, G = 2.0, np.zeros(len(x))
        for at, depth in self.bowls:
            D = (x - at) / self.width
            part = depth * np.exp(-(D**2).sum() / 2)
            J, G = J - part, G + part * D / self.width
        return J, G


def found(f, *points, scanned=(True, True)):
    first = EvaluatedPoint(np.full(len(scanned), 0.5), *f(np.full(len(scanned), 0.5)))
    hints = Hints(np.array(points, dtype=float), np.array(scanned))
    return minimise_in_regions(f, [first], hints, ENOUGH)


def test_from_a_hint_to_the_bottom_of_a_narrow_valley():
    f = Logged(((0.2, 0.83), 1.0))
    x, J, _ = found(f, (0.28, 0.9))
    assert pytest.approx(1, abs=1e-3) == J
    np.testing.assert_allclose(x, (0.2, 0.83), atol=0.01)
    assert len(f.asked) < 15


def test_another_valley_that_turns_out_to_be_lower():
    f = Logged(((0.2, 0.8), 1.0), ((0.8, 0.2), 1.1))
    # so far off that it seems to be the lesser one
    x, J, _ = found(f, (0.2, 0.8), (0.74, 0.27))
    assert pytest.approx(0.9, abs=1e-3) == J
    np.testing.assert_allclose(x, (0.8, 0.2), atol=0.01)


def test_another_valley_that_can_not_be_lower_is_left_alone():
    f = Logged(((0.2, 0.8), 1.0), ((0.8, 0.2), 0.1))
    found(f, (0.22, 0.8), (0.8, 0.22))
    assert sum(np.abs(x - (0.8, 0.2)).max() < 0.2 for x in f.asked) == 1


def test_a_region_moves_to_a_bound():
    f = Logged(((0.5, 1.2), 1.0), width=0.4)
    x, _, reason = found(f, (0.5, 0.7))
    assert x[1] == 1
    assert x[0] == pytest.approx(0.5, abs=0.02)
    assert reason == "converged"


def test_coordinates_that_were_not_scanned_are_searched_from_end_to_end():
    f = Logged(((0.5, 0.95), 1.0), width=0.3)
    x, _, _ = found(f, (0.5, 0.1), scanned=(True, False))
    np.testing.assert_allclose(x, (0.5, 0.95), atol=0.03)
