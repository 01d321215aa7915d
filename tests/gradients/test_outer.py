import numpy as np
import pytest

from sk_hpo.gradients.outer import LOOSE, N_SCAN, N_SCAN_ALL, TIGHT, minimise

LOW, HIGH = -10.0, 12.0


class Logged:
    """A function of numbers with its derivative, and every place it was asked at."""

    def __init__(self, J, slope):
        self.J, self.slope, self.asked = J, slope, []

    def __call__(self, z, tol):
        self.asked.append((tuple(z.tolist()), tol))
        return float(self.J(*z)), np.atleast_1d(self.slope(*z)).astype(float)


def bowl(at, J0=1.0):
    return Logged(
        lambda z: J0 + np.cosh((z - at) / 2), lambda z: np.sinh((z - at) / 2) / 2
    )


def solved(f, start=None, *, stronger=1, scans_all=False, low=LOW, high=HIGH):
    return minimise(
        f,
        np.array([low]),
        np.array([high]),
        None if start is None else np.array([start]),
        [stronger],
        scans_all=scans_all,
    )


@pytest.mark.parametrize("scans_all", [False, True])
@pytest.mark.parametrize("stronger", [1, -1])
@pytest.mark.parametrize("at", [-9.3, 0.123, 7.5])
def test_one_coordinate(at, stronger, scans_all):
    f = bowl(at)
    found = solved(f, stronger=stronger, scans_all=scans_all)
    assert found.reason == "converged"
    assert found.z[0] == pytest.approx(at, abs=0.05)
    assert 0 <= found.value - 2 < 4e-5 * 2
    most = (N_SCAN_ALL if scans_all else N_SCAN) + 4
    assert len(f.asked) <= most
    assert len(set(f.asked)) == len(f.asked)


def test_it_looks_loosely_first_and_then_tightly():
    f = bowl(0.1)
    solved(f)
    tols = [tol for _, tol in f.asked]
    assert tols == sorted(tols, reverse=True)
    assert set(tols) == {LOOSE, TIGHT}


def test_a_scan_goes_from_strong_to_weak_and_stops_when_it_has_turned():
    for stronger, first in ((1, HIGH), (-1, LOW)):
        f = bowl(first * 0.8)
        solved(f, stronger=stronger)
        places = [z for (z,), tol in f.asked if tol == LOOSE]
        assert places[0] == first
        assert len(places) < N_SCAN
        assert places == sorted(places, reverse=stronger == 1)


def test_a_scan_turns_by_the_distance_from_the_perfect_score():
    """R2 near 1 hardly changes, as a share of itself, where much is at stake."""

    def scan(perfect):
        f = Logged(lambda z: 1e-3 * z**2 - 0.999, lambda z: 2e-3 * z)
        minimise(f, np.array([-4.0]), np.array([4.0]), None, [1], perfect=perfect)
        return sum(tol == LOOSE for _, tol in f.asked)

    assert scan(-1.0) < scan(0.0) == N_SCAN


@pytest.mark.parametrize(
    ("tilt", "reason", "end"),
    [(1, "at the lower bound", LOW), (-1, "at the upper bound", HIGH)],
)
def test_a_bound(tilt, reason, end):
    f = Logged(lambda z: 50 + tilt * z, lambda z: tilt)
    found = solved(f)
    assert (found.z[0], found.reason) == (end, reason)
    assert len(f.asked) <= N_SCAN


@pytest.mark.parametrize("start", [LOW, 3.3, HIGH])
def test_the_start_is_evaluated_once(start):
    # the scan has turned before it comes to the start
    f = bowl(-9.0)
    solved(f, start, stronger=-1)
    assert [z for (z,), _ in f.asked].count(start) == 1


def test_the_deeper_of_two_valleys():
    def loss_at(z):
        return 1 + (z**2 - 16) ** 2 / 256 + 0.05 * z

    f = Logged(loss_at, lambda z: z * (z**2 - 16) / 64 + 0.05)
    found = solved(f, scans_all=True)
    assert found.z[0] == pytest.approx(-4.1, abs=0.1)


@pytest.mark.parametrize("J0", [0.0, 1.0, -3.0])
def test_a_plain_goes_nowhere(J0):
    f = Logged(lambda z: J0, lambda z: 0.0)
    found = solved(f, 2.0)
    assert found.value == J0
    assert len(f.asked) <= N_SCAN + 1


def test_a_minimum_of_value_zero():
    """What is left to gain can be no share of it."""
    f = bowl(1.2345, J0=-1.0)
    found = solved(f)
    assert found.reason == "converged"
    assert found.value < 1e-3


def test_a_kink():
    f = Logged(lambda z: 1 + abs(z - 0.7), lambda z: np.sign(z - 0.7))
    found = solved(f)
    assert found.z[0] == pytest.approx(0.7, abs=0.02)
    assert len(f.asked) <= N_SCAN + 12


def test_a_range_of_one_point():
    found = solved(bowl(0.0), 3.0, low=3.0, high=3.0)
    assert found.z[0] == 3.0


CENTRE = np.array([1.0, -2.0, 0.5])
CURVATURE = np.array([[2.0, 1.5, 0.0], [1.5, 3.0, 0.2], [0.0, 0.2, 0.5]])


def quadratic(*z):
    d = np.array(z) - CENTRE
    return 3 + d @ CURVATURE @ d


def several(J, slope, low, high, start=None):
    f = Logged(J, slope)
    found = minimise(f, np.array(low), np.array(high), start, [1] * len(low))
    return f, found


def test_several_coordinates():
    f, found = several(
        quadratic, lambda *z: 2 * CURVATURE @ (z - CENTRE), [-5.0] * 3, [5.0] * 3
    )
    np.testing.assert_allclose(found.z, CENTRE, atol=0.05)
    assert found.value == pytest.approx(3, rel=1e-4)
    assert found.reason == "converged"
    assert len(f.asked) < 60


def test_several_coordinates_at_a_bound_from_a_start():
    start = np.array([4.0, 4.0])
    f, found = several(
        lambda a, b: 5 + (a - 1) ** 2 + b,
        lambda a, b: [2 * (a - 1), 1.0],
        [-5.0, -3.0],
        [5.0, 5.0],
        start,
    )
    np.testing.assert_allclose(found.z, [1, -3], atol=0.02)
    assert found.reason == "converged, at a bound"
    assert f.asked[0] == ((4.0, 4.0), LOOSE)


def test_several_coordinates_of_which_one_is_fixed():
    _, found = several(
        lambda a, b: 5 + (a - 1) ** 2 + b,
        lambda a, b: [2 * (a - 1), 1.0],
        [-5.0, 2.0],
        [5.0, 2.0],
    )
    np.testing.assert_allclose(found.z, [1, 2], atol=0.02)


def test_two_valleys_in_several_coordinates():
    """The best point of the scan lies in the shallower one."""
    valleys = ((1.0, np.array([3.4, 0.5])), (0.9, np.array([-3.0, 0.0])))

    def loss_at(*z):
        return 2 - sum(d * np.exp(-((z - at) ** 2).sum() / 4) for d, at in valleys)

    def slope(*z):
        return sum(
            d * (z - at) * np.exp(-((z - at) ** 2).sum() / 4) / 2 for d, at in valleys
        )

    start = np.array([-2.35, 0.0])
    f, found = several(loss_at, slope, [-5.0, -1.0], [5.0, 1.0], start)
    scan = [z for z, tol in f.asked if tol == LOOSE]
    assert min(scan, key=lambda z: loss_at(*z)) == tuple(start)
    np.testing.assert_allclose(found.z, [3.4, 0.5], atol=0.05)


def test_many_penalties_are_taken_together_at_first():
    """Away from its minimum J is flat, as where a penalty is too strong or too weak."""
    stronger = [-1] * 6 + [1] * 4
    best = np.where(np.array(stronger) > 0, 0.7, 0.3)

    def objective(z, tol):
        bumps = np.exp(-40 * (z - best) ** 2)
        return float(len(z) - bumps.sum()), 80 * (z - best) * bumps

    end = minimise(objective, np.zeros(10), np.ones(10), np.ones(10), stronger)
    assert end.value < 1e-3
    np.testing.assert_allclose(end.z, best, atol=0.01)
