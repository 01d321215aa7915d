import numpy as np
import pytest

from sk_hpo.gradients.outer.line_search import LOOSE, TIGHT, Point, downhill
from sk_hpo.gradients.outer.minimise import (
    ASIDE,
    MARGIN,
    N_SCAN,
    N_SCAN_ALL,
    minimise,
)

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


def solved(f, start=None, *, stronger=1, low=LOW, high=HIGH, **settings):
    return minimise(
        f,
        np.array([low]),
        np.array([high]),
        None if start is None else np.array([start]),
        [stronger],
        **settings,
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


def kinked(*, jump):
    """A kink at 1.3, and a lower one at 3 if `jump`, which no point of a scan shows."""

    def loss_at(z):
        return 4 + 0.3 * abs(z - 1.3) - jump * max(0.0, 1.5 - 2 * abs(z - 3.0))

    def slope(z):
        inside = abs(z - 3.0) < 0.75
        return 0.3 * np.sign(z - 1.3) + jump * inside * 2 * np.sign(z - 3.0)

    return Logged(loss_at, slope)


def test_where_the_minimum_of_a_scan_is_a_kink_it_looks_beside_it():
    f = kinked(jump=1.0)
    assert not any(abs(z - 3.0) < 0.75 for z in np.linspace(LOW, HIGH, N_SCAN))
    found = solved(f, stronger=-1)
    assert found.z[0] == pytest.approx(3.0, abs=0.3)
    # not beside a smooth minimum, nor without a scan
    smooth, other = bowl(1.3), kinked(jump=1.0)
    solved(smooth, stronger=-1)
    assert len(smooth.asked) <= N_SCAN + 4
    assert solved(other, 1.0, scan="none").z[0] == pytest.approx(1.3, abs=0.1)


def two_valleys(*, better):
    """Minima at -8 and, lower by `better`, at 8."""

    def loss_at(z):
        return 2 - np.exp(-((z + 8) ** 2) / 8) - (1 + better) * np.exp(-((z - 8) ** 2))

    def slope(z):
        near, far = np.exp(-((z + 8) ** 2) / 8), np.exp(-((z - 8) ** 2))
        return (z + 8) * near / 4 + 2 * (1 + better) * (z - 8) * far

    return Logged(loss_at, slope)


def test_a_whole_scan_sees_what_comes_after_the_first_valley():
    ends = {}
    for scan in ("short", "whole"):
        f = two_valleys(better=0.3)
        ends[scan] = float(solved(f, stronger=0, scan=scan).z[0])
    assert ends["short"] == pytest.approx(-8, abs=0.1)
    assert ends["whole"] == pytest.approx(8, abs=0.1)


def test_a_penalty_is_never_scanned_as_a_whole():
    asked = {}
    for scan in ("short", "whole"):
        f = two_valleys(better=0.3)
        solved(f, stronger=-1, scan=scan)
        asked[scan] = f.asked
    assert asked["short"] == asked["whole"]


@pytest.mark.parametrize("stronger", [1, -1])
def test_a_penalty_is_scanned_on_where_one_split_is_better(stronger):
    """Columns of small scale enter a model when those of a large one overfit."""
    both = two_valleys(better=0.3)
    f = Logged(
        lambda z: both.J(-stronger * z), lambda z: -stronger * both.slope(-stronger * z)
    )
    box = {"stronger": stronger, "low": -12.0, "high": 12.0, "perfect": -8.0}
    without = solved(f, **box)
    assert without.z[0] == pytest.approx(stronger * 8, abs=0.1)
    found = solved(f, **box, glance=lambda z: float(f.J(*z)))
    assert found.z[0] == pytest.approx(-stronger * 8, abs=0.1)
    assert found.value < without.value
    # not where the first valley has much of what can be gained
    box["perfect"] = 0.5
    found = solved(f, **box, glance=lambda z: float(f.J(*z)))
    assert found.value == without.value


def test_a_scan_goes_on_from_a_start_that_is_better_than_where_it_turned():
    """J rises a little, falls to the start, and goes on falling."""

    def loss_at(z):
        return 2 + 0.1 * np.sin(2 * z) - 1 / (1 + np.exp(-(z - 8)))

    def slope(z):
        e = np.exp(-(z - 8))
        return 0.2 * np.cos(2 * z) - e / (1 + e) ** 2

    f = Logged(loss_at, slope)
    found = solved(f, 7.9, stronger=-1)
    places = np.linspace(LOW, HIGH, N_SCAN)
    assert found.value < min(loss_at(z) for z in places)
    assert found.z[0] > 8


def test_a_penalty_is_scanned_no_further_if_one_split_is_no_better():
    f, other, looked = two_valleys(better=-0.5), two_valleys(better=-0.5), []

    def glance(z):
        looked.append(float(z[0]))
        return float(f.J(*z))

    solved(f, stronger=-1, perfect=-8.0, glance=glance)
    solved(other, stronger=-1, perfect=-8.0)
    assert looked
    assert f.asked == other.asked


@pytest.mark.parametrize(("start", "end"), [(LOW, -8), (-4, -8), (7, 8), (HIGH, 8)])
def test_without_a_scan_it_goes_downhill(start, end):
    f = two_valleys(better=0.1)
    found = solved(f, start, scan="none")
    assert f.asked[0] == ((start,), TIGHT)
    assert found.z[0] == pytest.approx(end, abs=0.1)
    assert len(f.asked) < 16
    assert all(z * end > 0 for (z,), _ in f.asked)


def test_strides_downhill_end_where_there_is_no_score():
    def one(z, tol):
        return Point(z, np.nan, np.nan) if z > 6 else Point(z, (z - 9) ** 2, z - 9)

    seen = downhill(one, 2.0, LOW, HIGH)
    assert np.isnan(seen[-1].J)
    assert np.isfinite([point.J for point in seen[:-1]]).all()


def test_without_a_scan_a_start_outside_begins_at_the_bound():
    f = bowl(11.0)
    found = solved(f, 40.0, scan="none")
    assert f.asked[0] == ((HIGH,), TIGHT)
    assert found.z[0] == pytest.approx(11.0, abs=0.1)


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


def test_a_loss_whose_square_overflows():
    small = bowl(2.2)
    f = Logged(lambda z: 1e200 * small.J(z), lambda z: 1e200 * small.slope(z))
    assert solved(f).z[0] == pytest.approx(2.2, abs=0.1)


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


def several(J, slope, low, high, start=None, **settings):
    f = Logged(J, slope)
    box = np.array(low), np.array(high)
    return f, minimise(f, *box, start, [1] * len(low), **settings)


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


VALLEYS = ((1.0, np.array([3.4, 0.5])), (0.9, np.array([-3.0, 0.0])))


def in_two(*z):
    return 2 - sum(d * np.exp(-((z - at) ** 2).sum() / 4) for d, at in VALLEYS)


def slope_in_two(*z):
    return sum(
        d * (z - at) * np.exp(-((z - at) ** 2).sum() / 4) / 2 for d, at in VALLEYS
    )


def test_two_valleys_in_several_coordinates():
    """The best point of the scan lies in the shallower one."""
    start = np.array([-2.35, 0.0])
    f, found = several(in_two, slope_in_two, [-5.0, -1.0], [5.0, 1.0], start)
    scan = [z for z, tol in f.asked if tol == LOOSE]
    assert min(scan, key=lambda z: in_two(*z)) == tuple(start)
    np.testing.assert_allclose(found.z, [3.4, 0.5], atol=0.05)


@pytest.mark.parametrize(("x", "end"), [(-4.0, [-3.0, 0.0]), (4.0, [3.4, 0.5])])
def test_without_a_scan_several_coordinates_go_downhill(x, end):
    start = np.array([x, 0.9])
    box = [-5.0, -1.0], [5.0, 1.0]
    f, found = several(in_two, slope_in_two, *box, start, scan="none")
    np.testing.assert_allclose(found.z, end, atol=0.05)
    assert all(z[0] * x > 0 for z, _ in f.asked)


@pytest.mark.parametrize("J0", [0.0, -2.0])
def test_without_a_scan_a_loss_may_be_0_or_less(J0):
    _, found = several(
        lambda a, b: J0 + a**2 + (b - 1) ** 2,
        lambda a, b: [2 * a, 2 * (b - 1)],
        [-5.0, -5.0],
        [5.0, 5.0],
        np.array([0.0, 1.0]) if J0 == 0 else np.array([3.0, 3.0]),
        scan="none",
    )
    assert found.value == pytest.approx(J0, abs=1e-3)


@pytest.mark.parametrize("d", [2, 5])
@pytest.mark.parametrize("scan", ["short", "none"])
@pytest.mark.parametrize("nothing", [False, True])
def test_where_a_box_lies_changes_nothing(d, scan, nothing):
    """Even if J is 0 at the start, as R2 is if nothing can be predicted."""
    centre, start = np.linspace(0.4, 1.3, d), np.linspace(1.9, 0.3, d)
    value = -((start - centre) ** 2).sum() if nothing else 3.0

    def asked(shift):
        f, found = several(
            lambda *z: value + ((np.array(z) - shift - centre) ** 2).sum(),
            lambda *z: 2 * (np.array(z) - shift - centre),
            [shift] * d,
            [shift + 2.0] * d,
            start + shift,
            scan=scan,
        )
        np.testing.assert_allclose(found.z, centre + shift, atol=0.03)
        return np.array([z for z, _ in f.asked]) - shift

    # -16 and 16 add hardly any rounding
    for shift in (-16.0, 16.0):
        np.testing.assert_allclose(asked(shift), asked(0.0), atol=1e-4)


def test_many_coordinates_are_descended_from_the_best_of_a_few_points():
    def loss(*z):
        return 3 + ((np.array(z) - 0.1) ** 2).sum()

    f, found = several(loss, lambda *z: 2 * (np.array(z) - 0.1), [0.0] * 5, [1.0] * 5)
    np.testing.assert_allclose(found.z, 0.1, atol=0.02)
    scan, descent = ([z for z, tol in f.asked if tol == t] for t in (LOOSE, TIGHT))
    assert len(scan) == N_SCAN
    assert descent[0] == min(scan, key=lambda z: loss(*z))


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


def test_many_penalties_start_near_a_diagonal_and_on_both_sides_of_it():
    """All are strong at first, then all become weaker; one of no sign is spread."""
    stronger = np.array([-1, 1, -1, 1, 0])
    f = Logged(lambda *z: 1.0, lambda *z: np.zeros(5))
    minimise(f, np.full(5, 2.0), np.full(5, 6.0), None, stronger)
    scan = np.array([z for z, tol in f.asked if tol == LOOSE])
    shares = (scan - 2) / 4
    weakness = np.where(stronger > 0, 1 - shares, shares)[:, stronger != 0]
    diagonal = np.linspace(MARGIN, 1 - MARGIN, N_SCAN)
    aside = weakness - diagonal[:, None]
    assert np.abs(aside).max() <= ASIDE
    assert (aside.min(axis=0) < 0).all()
    assert (aside.max(axis=0) > 0).all()
    assert np.ptp(shares[:, 4]) > 0.5


@pytest.mark.parametrize("bound", [0.0, 1.0])
def test_a_threshold_that_is_flat_but_near_a_bound_is_tried_there(bound):
    """As epsilon of a support vector machine on a logarithmic scale."""

    def loss_at(C, epsilon):
        return 1 + (C - 0.6) ** 2 - 0.02 * np.exp(-(((epsilon - bound) / 0.05) ** 2))

    def slope(C, epsilon):
        off = (epsilon - bound) / 0.05
        return np.array([2 * (C - 0.6), 0.8 * off * np.exp(-(off**2))])

    f = Logged(loss_at, slope)
    found = minimise(f, np.zeros(2), np.ones(2), np.array([0.5, 0.5]), [-1, 0])
    assert found.value == pytest.approx(0.98, abs=1e-3)
