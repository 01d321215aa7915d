import numpy as np
import pytest

from sk_hpo.gradients.outer.coordinates import Coordinates

RANGES = {"C": (1e-3, 1e3, True), "l1_ratio": (0.1, 0.9, False)}
PLACES = Coordinates(RANGES)


def test_there_and_back():
    params = {"C": 0.02, "l1_ratio": 0.3}
    z = PLACES.encode(params)
    np.testing.assert_allclose(z, [np.log(0.02), 0.3])
    assert PLACES.decode(z) == pytest.approx(params, rel=1e-14)


@pytest.mark.parametrize(("side", "z"), [(0, PLACES.low), (1, PLACES.high)])
def test_bounds_are_kept_to_the_last_bit(side, z):
    bounds = {name: ends[side] for name, ends in RANGES.items()}
    assert PLACES.decode(z) == bounds
    beyond = {name: v * (1e9 if side else 1e-9) for name, v in bounds.items()}
    np.testing.assert_array_equal(PLACES.encode(beyond), z)
    assert PLACES.rounded(bounds) == bounds == PLACES.inside(beyond)


def test_slopes_are_the_derivatives_of_the_parameters():
    z, h = PLACES.encode({"C": 7.0, "l1_ratio": 0.4}), 1e-6
    found = PLACES.slopes(PLACES.decode(z))
    for j, name in enumerate(RANGES):
        step = h * np.eye(2)[j]
        up, down = PLACES.decode(z + step)[name], PLACES.decode(z - step)[name]
        assert found[j] == pytest.approx((up - down) / (2 * h), rel=1e-8)


@pytest.mark.parametrize(
    ("ends", "v", "expected"),
    [
        ((1e-12, 1e12, True), 0.0123456789, 0.01234568),
        ((1e-12, 1e12, True), 123456789.0, 123456800.0),
        ((0.0, 10.0, False), 1.23456789, 1.234568),
        ((1000.0, 1000.001, False), 1000.000412345, 1000.000412345),
        ((1000.0, 1000.001, True), 1000.000412345, 1000.000412345),
        ((2.0, 2.0, True), 2.0, 2.0),
    ],
)
def test_rounding_is_finer_than_what_an_optimum_is_known_to(ends, v, expected):
    found = Coordinates({"v": ends}).rounded({"v": v})["v"]
    assert found == pytest.approx(expected, rel=1e-15, abs=1e-9 * (ends[1] < 2000))
