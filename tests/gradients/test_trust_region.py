import numpy as np
import pytest

from sk_hpo.gradients.trust_region import Frame, box, neighbours, novel

# a real, an integer of five values, a choice, and a real that the centre has not
CENTRE = np.array([0.5, 0.3, 0.25, 0.5])
EXISTS = np.array([True, True, True, False])
ORDERED = np.array([True, True, False, True])
SIZES = [None, 5, 2, None]
FRAME = Frame(CENTRE, EXISTS, ORDERED)


def test_differences_are_where_both_points_have_an_order():
    U = np.array([[0.6, 0.1, 0.75, 0.9], [0.4, 0.3, 0.25, 0.1]])
    active = np.array([[True, True, True, True], [False, True, False, True]])
    np.testing.assert_allclose(
        FRAME.differences(U, active), [[0.1, -0.2, 0, 0], [0, 0, 0, 0]]
    )
    np.testing.assert_array_equal(
        FRAME.switched(U, active), [[False, False, True, False], [False] * 4]
    )


@pytest.mark.parametrize("radius", [0.02, 0.15, 0.7])
def test_the_box_reaches_by_the_radius_or_to_the_next_value(radius):
    low, high = box(FRAME, radius, SIZES)
    assert low[0] == max(0.5 - radius, 0)
    assert high[0] == min(0.5 + radius, 1)
    assert high[1] == pytest.approx(min(0.3 + max(radius, 0.202), 1))
    for free in (2, 3):
        assert (low[free], high[free]) == (0, 1)


@pytest.mark.parametrize("radius", [0.02, 0.15])
def test_neighbours_are_in_the_box(radius):
    U = neighbours(FRAME, radius, SIZES, np.random.default_rng(0), 400)
    low, high = box(FRAME, radius, SIZES)
    assert ((low <= U) & (high >= U)).all()
    # all of the box, and in every second one some coordinates stay
    assert np.ptp(U[:, 0]) > 1.9 * radius
    still = U == CENTRE
    assert not still[::2, :2].any()
    assert 0.4 < still[1::2, 0].mean() < 0.8
    assert not still[:, 3].any()
    assert 0.5 < still[::2, 2].mean() < 0.9
    again = neighbours(FRAME, radius, SIZES, np.random.default_rng(0), 400)
    np.testing.assert_array_equal(U, again)


@pytest.mark.parametrize(
    ("point", "active", "expected"),
    [
        ([0.5, 0.3, 0.25, 0.5], EXISTS, False),
        ([0.54, 0.34, 0.25, 0.5], EXISTS, False),
        ([0.56, 0.3, 0.25, 0.5], EXISTS, True),
        ([0.5, 0.3, 0.26, 0.5], EXISTS, True),
        ([0.5, 0.3, 0.25, 0.9], EXISTS, False),
        ([0.5, 0.3, 0.25, 0.5], np.ones(4, dtype=bool), True),
    ],
)
def test_what_is_too_near(point, active, expected):
    steps = np.full(4, 0.05)
    found = novel(
        np.array([point]), active[None], CENTRE[None], EXISTS[None], ORDERED, steps
    )
    assert found.tolist() == [expected]


def test_without_anything_taken_all_is_novel():
    none, no = np.empty((0, 4)), np.empty((0, 4), dtype=bool)
    U = np.full((3, 4), 0.5)
    fresh = novel(U, U > 0, none, no, ORDERED, np.full(4, 0.05))
    assert fresh.tolist() == [True] * 3
