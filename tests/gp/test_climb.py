from dataclasses import replace

import numpy as np

from sk_hpo.gp.box import Allowed, Box
from sk_hpo.gp.climb import apart, climb

# a real, an integer of 5 values, a choice of 3
PLACES = [None, (np.arange(5) + 0.5) / 5, (np.arange(3) + 0.5) / 3]
LISTED = [(1, PLACES[1]), (2, PLACES[2])]


def box(smooth, listed, low=0.0, high=1.0):
    unordered = np.array([False, False, True])
    ends = np.full(3, low), np.full(3, high)
    return Box(
        *ends, lambda U: U, unordered, np.zeros(3), np.array(smooth, int), listed
    )


BOX = box([0], LISTED)
GOAL = np.array([0.123456, 0.3, 5 / 6])


def score(U):
    return -((U - GOAL) ** 2).sum(axis=1)


def slopes(start):
    return lambda U: (score(U), -2 * (U - GOAL))


def test_it_reaches_the_top():
    U = np.array([[0.9, 0.5, 1 / 6], [0.0, 0.1, 0.5]])
    tops, values = climb(score, slopes, BOX, U)
    np.testing.assert_allclose(tops, [GOAL, GOAL], atol=1e-6)
    np.testing.assert_array_equal(values, score(tops))
    np.testing.assert_array_equal(U[:, 0], [0.9, 0.0])


def test_it_never_goes_down():
    def misleading(start):
        return lambda U: (score(U), 2 * (U - GOAL))

    U = np.random.default_rng(0).random((6, 3))
    tops, values = climb(score, misleading, BOX, U)
    assert (values >= score(U)).all()
    np.testing.assert_array_equal(values, score(tops))


def test_bounds():
    def outwards(start):
        return lambda U: (U[:, 0], np.eye(3)[[0] * len(U)])

    whole = box([0], [])
    tops, _ = climb(lambda U: U[:, 0], outwards, whole, np.full((2, 3), 0.5))
    np.testing.assert_array_equal(tops[:, 0], [1, 1])
    near = box([0], [], 0.4, 0.7)
    tops, _ = climb(lambda U: U[:, 0], outwards, near, np.full((2, 3), 0.5))
    np.testing.assert_array_equal(tops[:, 0], [0.7, 0.7])


def test_no_coordinate_to_climb_along():
    stepped = box([], LISTED)
    tops, _ = climb(score, slopes, stepped, np.array([[0.5, 0.5, 0.5]]))
    np.testing.assert_allclose(tops, [[0.5, 0.3, 5 / 6]])


def test_what_is_of_no_use_is_left():
    def some(U):
        return np.where(U[:, 2] > 0.7, -np.inf, score(U))

    tops, _ = climb(some, slopes, BOX, np.array([[0.5, 0.5, 0.5]]))
    np.testing.assert_allclose(tops[0], [GOAL[0], 0.3, 0.5], atol=1e-6)


def test_not_all_from_one_hill():
    ranked = np.array([[0.5, 0.5], [0.55, 0.45], [0.5, 0.7], [0.9, 0.9], [0.1, 0.1]])
    np.testing.assert_array_equal(apart(ranked, 3), ranked[[0, 2, 3]])
    np.testing.assert_array_equal(apart(ranked[:2], 3), ranked[:1])


def test_it_stays_where_points_are_allowed():
    """Along the slope it goes as far as it may."""
    allowed = Allowed(lambda u: bool(u[0] > 0.3), np.empty((0, 3)))
    U = np.array([[0.9, 0.5, 1 / 6]])
    tops, values = climb(score, slopes, replace(BOX, allowed=allowed), U)
    assert 0.3 < tops[0, 0] < 0.45
    np.testing.assert_allclose(tops[0, 1:], GOAL[1:])
    assert values[0] > score(U)[0]
