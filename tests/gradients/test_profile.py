import numpy as np
import pytest

from sk_hpo.gradients.outer.valley_profile import minimise_along

LOW, HIGH = np.array([-10.0, 0.15]), np.array([12.0, 3.0])


class Valley:
    """A kink across, at v = bottom + u; along, a parabola with its minimum at `at`."""

    def __init__(self, at, bottom=1.0, tilt=0.0):
        self.at, self.bottom, self.tilt, self.asked = at, bottom, tilt, []

    def __call__(self, x, tol):
        self.asked.append(tuple(x))
        v, u = x
        off = v - self.bottom - u
        J = 2 + 0.3 * abs(off) + 0.05 * off**2 + 0.1 * (u - self.at) ** 2
        of_v = 0.3 * np.sign(off) + 0.1 * off
        return J, np.array([of_v, 0.2 * (u - self.at) - of_v])


@pytest.mark.parametrize("start", [None, np.array([4.0, 2.5]), np.array([15.0, 0.15])])
@pytest.mark.parametrize("bottom", [-4.3, 1.0, 7.0])
def test_inside(bottom, start):
    f = Valley(1.3, bottom)
    found = minimise_along(f, LOW, HIGH, start, 0, 1)
    assert found.value < 2 * (1 + 2e-3)
    assert found.z[1] == pytest.approx(1.3, abs=0.2)
    assert start is None or f.asked.count(tuple(start)) == 1
    assert len(f.asked) < 60


@pytest.mark.parametrize(("at", "end"), [(-2.0, LOW[1]), (5.0, HIGH[1])])
def test_at_an_end_of_the_valley(at, end):
    f = Valley(at)
    found = minimise_along(f, LOW, HIGH, None, 0, -1)
    assert found.z[1] == end
    assert found.z[0] == pytest.approx(1.0 + end, abs=0.05)
    assert len(f.asked) < 45


def test_the_other_order_of_coordinates():
    f = Valley(1.3)

    def swapped(x, tol):
        J, slopes = f(x[::-1], tol)
        return J, slopes[::-1]

    found = minimise_along(swapped, LOW[::-1], HIGH[::-1], None, 1, 1)
    expected = minimise_along(f, LOW, HIGH, None, 0, 1)
    np.testing.assert_array_equal(found.z[::-1], expected.z)


def test_a_range_of_one_point_along():
    low, high = np.array([-10.0, 0.5]), np.array([12.0, 0.5])
    found = minimise_along(Valley(0.5), low, high, None, 0, 1)
    assert found.value == pytest.approx(2, rel=1e-2)


class Corner:
    """A valley at v = 3 for all u, and a lower one at the least v and u."""

    def __call__(self, x, tol):
        v, u = x
        far = np.exp(-((v - LOW[0]) ** 2) / 2 - 50 * (u - LOW[1]) ** 2)
        J = 2 + 0.01 * (v - 3) ** 2 - 3 * far
        of_v = 0.02 * (v - 3) + 3 * (v - LOW[0]) * far
        return J, np.array([of_v, 300 * (u - LOW[1]) * far])


def test_a_corner_that_no_other_line_reaches():
    f = Corner()
    settings = LOW, HIGH, np.array([4.0, 1.5]), 0, 1
    without = minimise_along(f, *settings)
    assert without.z[0] == pytest.approx(3, abs=0.1)
    found = minimise_along(f, *settings, glance=lambda x: f(x, 0.0)[0])
    assert found.value < without.value
    assert found.z == pytest.approx(LOW, abs=0.1)


def test_a_corner_that_one_split_does_not_favour_is_not_evaluated():
    f, looked = Valley(1.3), []

    def glance(x):
        looked.append(tuple(x))
        return f.bottom + float(tuple(x) == tuple(LOW))

    minimise_along(f, LOW, HIGH, None, 0, 1, glance=glance)
    assert tuple(LOW) in looked
    assert tuple(LOW) not in f.asked


class Clipped:
    """A valley at v = 3 u - 3.5, lowest at the least u; J is constant above v = 2 u."""

    def __call__(self, x, tol):
        v, u = x
        inside = v <= 2 * u
        off = min(v, 2 * u) - 3 * u + 3.5
        of_v = 0.1 * off if inside else 0.0
        of_u = 0.1 - (0.3 if inside else 0.1) * off
        return 2 + 0.05 * off**2 + 0.1 * u, np.array([of_v, of_u])


def test_a_line_where_the_valley_of_other_lines_is_out_of_reach():
    start = np.array([1.0, 1.5])
    found = minimise_along(
        Clipped(), LOW, HIGH, start, 0, 1, reach=lambda u: (LOW[0], 2 * u)
    )
    assert found.z[1] == LOW[1]
    assert found.value == pytest.approx(2 + 0.1 * LOW[1], rel=1e-3)


class Cliff:
    """A valley that falls slowly along u, up to a steep rise at u = 2.7."""

    def __call__(self, x, tol):
        v, u = x
        over = max(u - 2.7, 0.0)
        J = 2 + 0.05 * (v - 1) ** 2 - 0.05 * u + 20 * over
        return J, np.array([0.1 * (v - 1), -0.05 + 20 * (over > 0)])


def test_lines_do_not_stay_near_one_end_of_a_bracket():
    found = minimise_along(Cliff(), LOW, HIGH, None, 0, 1)
    assert found.z[1] == pytest.approx(2.7, abs=0.25)
