from dataclasses import replace

import numpy as np

from sk_hpo.gp.box import MOST_TESTED, Allowed, Box
from sk_hpo.gp.maximise import maximise
from sk_hpo.gp.maximise_allowed import maximise_allowed

# a real, an integer of 5 values, a choice of 3
SIZES = (None, 5, 3)


def snap(U):
    U = U.copy()
    for j, size in enumerate(SIZES):
        if size is not None:
            U[:, j] = (np.minimum((U[:, j] * size).astype(int), size - 1) + 0.5) / size
    return U


def box(unordered, least, snap, low=None, high=None):
    d = len(least)
    low = np.zeros(d) if low is None else low
    high = np.ones(d) if high is None else high
    return Box(low, high, snap, unordered, least, np.arange(0), [])


BOX = box(np.array([False, False, True]), np.array([0, 0.7 / 5, 0.7 / 3]), snap)
GOAL = np.array([0.123, 0.3, 5 / 6])


def score(U):
    return -np.abs(U - GOAL).sum(axis=1)


def test_it_finds_the_goal():
    ranked = maximise(score, BOX, np.empty((0, 3)), np.random.default_rng(0))
    np.testing.assert_allclose(ranked[0], GOAL, atol=2e-3)
    assert (np.diff(score(ranked)) <= 0).all()


def test_it_starts_from_the_best_trials():
    def needle(U):
        return np.where(np.abs(U[:, 0] - 0.7) < 1e-4, 1.0, 0.0)

    start = np.array([[0.7, 0.5, 0.5]])
    ranked = maximise(needle, BOX, start, np.random.default_rng(0))
    assert needle(ranked)[0] == 1


def test_mutations_stay_inside_and_change_something():
    U = np.repeat(snap(np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])), 500, axis=0)
    rng = np.random.default_rng(0)
    moved = BOX.mutate(U, np.full(1000, 0.004), rng)
    assert moved.min() >= 0
    assert moved.max() <= 1
    np.testing.assert_array_equal(snap(moved), moved)
    changed = moved != U
    assert changed.any(axis=1).mean() > 0.6
    # a step below the size of a cell would never leave it
    assert (changed[:, 1:].mean(axis=0) > 0.1).all()


def test_what_is_of_no_use_comes_last():
    def some(U):
        return np.where(U[:, 0] < 0.5, -np.inf, score(U))

    ranked = maximise(some, BOX, np.empty((0, 3)), np.random.default_rng(0))
    assert ranked[0, 0] >= 0.5


def test_no_coordinate_without_an_order():
    whole = box(np.zeros(2, dtype=bool), np.zeros(2), lambda U: U)
    rng = np.random.default_rng(0)
    ranked = maximise(lambda U: -U.sum(axis=1), whole, np.empty((0, 2)), rng)
    assert ranked[0].sum() < 0.01


def test_it_looks_within_bounds():
    """Reals and integers; what lies outside them is moved there."""
    low, high = np.array([0.2, 0.4, 0.0]), np.array([0.4, 0.8, 1.0])
    part = box(BOX.unordered, BOX.least, snap, low, high)
    best = snap(np.array([[0.9, 0.1, 0.5], [0.3, 0.5, 0.5]]))
    ranked = maximise(score, part, best, np.random.default_rng(0))
    assert ((low <= ranked) & (ranked <= high)).all()
    np.testing.assert_allclose(ranked[0], [0.2, 0.5, 5 / 6], atol=2e-3)
    drawn = part.draw(300, np.random.default_rng(0))
    assert np.ptp(drawn[:, 0]) > 0.19
    # no more of them on the bounds than elsewhere
    assert np.isin(drawn[:, 0], (low[0], high[0])).sum() == 0


def allowed_below(limit, points=()):
    """Only points whose first coordinate is below a limit."""
    tested = []

    def test(u):
        tested.append(u)
        return bool(u[0] < limit)

    known = np.array(points).reshape(-1, 3)
    return tested, replace(BOX, allowed=Allowed(test, known))


def test_where_few_points_are_allowed_it_finds_the_best_of_them():
    start = snap(np.array([[0.02, 0.5, 0.5]]))
    _, part = allowed_below(0.1, start)
    ranked = maximise_allowed(score, part, start, np.random.default_rng(0))
    assert (ranked[:, 0] < 0.1).all()
    np.testing.assert_allclose(ranked[0], [0.1, *GOAL[1:]], atol=0.02)
    assert (np.diff(score(ranked)) <= 0).all()


def test_it_tests_few_points():
    start = snap(np.array([[0.02, 0.5, 0.5]]))
    tested, part = allowed_below(0.1, start)
    maximise_allowed(score, part, start, np.random.default_rng(0))
    assert len(tested) <= 5 * MOST_TESTED


def test_nothing_is_found_where_nothing_is_allowed():
    _, part = allowed_below(-1)
    none = np.empty((0, 3))
    assert not len(maximise_allowed(score, part, none, np.random.default_rng(0)))
