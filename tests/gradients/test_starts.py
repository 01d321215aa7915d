import numpy as np
import pytest

from sk_hpo.gradients.descent.starts import apart, other_valleys, spread_starts
from sk_hpo.path import Path, Step

GAMMA = {"gamma": (1e-4, 1e4, True)}
BOTH = {"gamma": (1e-4, 1e4, True), "epsilon": (0.0, 1.0, False)}


def path(J, slope, points, *, exact=True, of="gamma"):
    """Steps at points of log gamma, of a loss of it and its slope."""
    steps = []
    for z in points:
        v = float(np.exp(z))
        steps.append(Step({of: v}, -float(J(z)), {of: -float(slope(z)) / v}, 1e-9, 0.1))
    return Path(tuple(steps), (steps[0].params,), "converged", exact)


def waves(z):
    """Minima at -2 pi, 0 and 2 pi, the lowest at -2 pi."""
    return 3 - np.cos(z) + 0.005 * z


def slope_of_waves(z):
    return np.sin(z) + 0.005


def found(points, **settings):
    loss, most = settings.pop("of", waves), settings.pop("most", 3)
    slope = settings.pop("slope", slope_of_waves)
    starts = other_valleys(path(loss, slope, points, **settings), GAMMA, most)
    return [float(np.log(start["gamma"])) for start in starts]


def test_starts_are_spread_on_the_scales_of_their_ranges():
    starts = spread_starts(BOTH, 8)
    logs = [np.log10(start["gamma"]) for start in starts]
    shares = [start["epsilon"] for start in starts]
    for values, low, high in ((logs, -4, 4), (shares, 0, 1)):
        counts, _ = np.histogram(values, bins=4, range=(low, high))
        assert set(counts) <= {1, 2, 3}
    assert spread_starts(BOTH, 3) == starts[:3]
    assert spread_starts(GAMMA, 0) == []


def test_where_the_loss_falls_and_rises_again_is_a_valley():
    (start,) = found([-9, -6.2, -4, -1.5, 1, 3])
    assert start == pytest.approx(0, abs=0.5)


def test_the_most_promising_comes_first_and_no_more_than_asked_for():
    points = [-6.2, -4, -1.5, 1, 4, 7]
    starts = found(points)
    np.testing.assert_allclose(starts, [0, 2 * np.pi], atol=0.5)
    assert found(points, most=1) == starts[:1]
    assert found(points, most=0) == []


def test_what_can_not_be_lower_than_the_best_is_none():
    def tilted(z):
        return waves(z) + 0.3 * z

    assert (
        found([-6.4, -4, -1, 0, 3], of=tilted, slope=lambda z: slope_of_waves(z) + 0.3)
        == []
    )


def test_steep_at_both_ends_and_level_between_them_there_is_one():
    """As a shoulder before the best, through which a loss does not go so fast."""
    (start,) = found(
        [-9, -8.0, -1.1, 0.0, 3],
        of=lambda z: 1 + z**2 / 100 if z > -2 else 1.02,
        slope=lambda z: z / 50 if z > -2 else -0.9,
    )
    assert -8 < start < -1.1


@pytest.mark.parametrize("power", [2, 4])
@pytest.mark.parametrize("n", [4, 7, 15])
def test_one_valley_has_no_other(power, n):
    points = [*np.linspace(-9.2, 9.2, n), 1.0]
    assert (
        found(
            points,
            of=lambda z: 1 + (z - 1) ** power,
            slope=lambda z: power * (z - 1) ** (power - 1),
        )
        == []
    )


def test_a_valley_that_ends_in_plains_has_no_other():
    points = np.linspace(-9.2, 9.2, 8)
    assert (
        found(
            [*points, 1.0],
            of=lambda z: 2 - np.exp(-((z - 1) ** 2) / 4),
            slope=lambda z: (z - 1) / 2 * np.exp(-((z - 1) ** 2) / 4),
        )
        == []
    )


def test_of_stand_ins_several_parameters_and_nothing_none_is_known():
    points = [-6.2, -4, -1.5, 1, 4, 7]
    assert found(points, exact=False) == []
    seen = path(waves, slope_of_waves, points)
    assert other_valleys(seen, BOTH, 3) == []
    assert other_valleys(Path((), (), "", exact=True), GAMMA, 3) == []


def test_what_is_apart():
    here = {"gamma": 1.0, "epsilon": 0.5}
    assert not apart(here, {"gamma": 1.5, "epsilon": 0.52}, BOTH)
    assert apart(here, {"gamma": 3.0, "epsilon": 0.5}, BOTH)
    assert apart(here, {"gamma": 1.0, "epsilon": 0.4}, BOTH)
