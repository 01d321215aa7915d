import numpy as np
import pytest

from sk_hpo.gradients.outer.coordinates import Coordinates
from sk_hpo.gradients.outer.valley_axes import Frame, Valley

RANGES = {"a": (1e-3, 1e2, True), "other": (0.0, 2.0, False), "rho": (0.1, 1.0, False)}
VALLEY = Valley("a", along="rho")


def frame(valley=VALLEY, **ranges):
    places = Coordinates(RANGES | ranges)
    return places, Frame(places, list(RANGES), valley)


@pytest.mark.parametrize("log", [True, False])
def test_there_and_back(log):
    places, moved = frame(rho=(0.1, 1.0, log))
    assert moved.across == 0
    for share in (0.0, 0.3, 1.0):
        z = places.low + share * (places.high - places.low)
        x = moved.to_x(z)
        np.testing.assert_allclose(moved.to_z(x), z, atol=1e-12)
        assert (moved.low - 1e-12 <= x).all()
        assert (x <= moved.high + 1e-12).all()


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("shift", [0.0, 50.0], ids=["inside", "at a bound"])
def test_slopes_are_those_of_the_function(log, shift):
    _, moved = frame(rho=(0.1, 1.0, log))

    def loss_at(x):
        z = moved.to_z(x)
        return np.sin(z[0]) + z[0] * z[2] + z[1] ** 2

    x = (moved.low + moved.high) / 2 + [shift, 0, 0]
    z = moved.to_z(x)
    slopes = moved.slopes(x, np.array([np.cos(z[0]) + z[2], 2 * z[1], z[0]]))
    h = 1e-6 * np.eye(3)
    expected = [(loss_at(x + e) - loss_at(x - e)) / 2e-6 for e in h]
    np.testing.assert_allclose(slopes, expected, rtol=1e-7, atol=1e-8)


def test_at_a_corner_of_the_box_a_slope_leads_inside():
    """There a line begins where only the smallest l1_ratio has so weak a penalty."""
    _, moved = frame()
    x = moved.low.copy()
    z = moved.to_z(x)
    assert moved.slopes(x, np.array([2.0, 0.0, 0.0]))[0] == 2.0
    inside = moved.to_z(x + np.array([1e-3, 0, 0]))
    assert inside[0] == pytest.approx(z[0] + 1e-3, abs=1e-9)
    assert moved.slopes(x - np.array([1e-3, 0, 0]), np.array([2.0, 0.0, 0.0]))[0] == 0.0


def test_what_it_is_for():
    """Where a is as 1 / rho, x does not change but along the valley."""
    _, moved = frame()
    one = moved.to_x(np.array([np.log(2.0), 1.0, 0.3]))
    other = moved.to_x(np.array([np.log(1.0), 1.0, 0.6]))
    assert one[0] == pytest.approx(other[0], abs=0.05)
    assert one[2] != other[2]


@pytest.mark.parametrize(
    ("valley", "ranges"),
    [
        (None, {}),
        (Valley("a", along="not searched"), {}),
        (VALLEY, {"a": (1e-3, 1e2, False)}),
    ],
)
def test_no_valley(valley, ranges):
    places, moved = frame(valley, **ranges)
    z = (places.low + places.high) / 2
    assert moved.across is None
    np.testing.assert_array_equal(moved.to_x(z), z)
    np.testing.assert_array_equal(moved.to_z(z), z)
    np.testing.assert_array_equal(moved.slopes(z, z), z)
