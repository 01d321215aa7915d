"""Which candidate goes on, on plain arrays."""

import numpy as np
import pytest

from sk_hpo.levels.promotion import best_of_highest, promoted, promoted_of_few

NAN = np.nan


def been(V):
    return np.isfinite(V)


def test_nobody_goes_on_before_there_are_enough():
    V = np.array([[0.5, NAN], [0.6, NAN]])
    assert promoted(V, been(V), 3) is None
    assert promoted(V, been(V), 2) == (1, 1)


def test_the_best_third_goes_on_the_best_first():
    V = np.array([[s, NAN] for s in (0.1, 0.9, 0.3, 0.8, 0.2, 0.4)])
    asked, order = been(V), []
    while (found := promoted(V, asked, 3)) is not None:
        order.append(found)
        asked[found] = True
    assert order == [(1, 1), (3, 1)]


def test_the_highest_level_is_looked_at_first():
    V = np.array([[0.1, 0.2, NAN], [0.2, 0.3, NAN], [0.9, NAN, NAN], [0.1, NAN, NAN]])
    assert promoted(V, been(V), 2) == (1, 2)


def test_when_enough_went_on_only_better_ones_than_most_of_them_do():
    first = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)  # of which a third is two
    V = np.array([[s, NAN] for s in (*first, 0.35, 0.55, 0.7)])
    asked = been(V)
    asked[[0, 2, 4], 1] = True
    # a third of nine is three, and as many went on: 0.1, 0.3 and 0.5
    assert promoted(V, asked, 3) == (8, 1)
    V[8, 0] = 0.3
    assert promoted(V, asked, 3) == (5, 1)
    V[[3, 5, 6, 7], 0] = 0.3  # 0.3 is not better than all but a third of them
    assert promoted(V, asked, 3) is None


def test_a_pending_one_does_not_go_on_twice():
    V = np.array([[0.1, NAN], [0.2, NAN], [0.9, NAN]])
    asked = been(V)
    asked[2, 1] = True
    assert promoted(V, asked, 3) is None


def test_failures_do_not_go_on_and_do_not_count():
    V = np.array([[NAN, NAN], [0.2, NAN], [0.9, NAN]])
    assert promoted(V, been(V), 3) is None


@pytest.mark.parametrize("scores", [(0.5, 0.5, 0.5), (0.5, 0.5, 0.4)])
def test_of_equal_scores_the_earlier_goes_on(scores):
    V = np.array([[s, NAN] for s in scores])
    assert promoted(V, been(V), 3) == (0, 1)


def test_the_best_of_the_highest_level():
    V = np.array([[0.1, 0.2, NAN], [0.9, NAN, NAN]])
    has_been = been(V)
    assert best_of_highest(V, has_been) == (0, 2)
    has_been[0, 2] = True  # where it failed
    assert best_of_highest(V, has_been) == (1, 1)
    V[0, 2] = 0.3
    assert best_of_highest(V, been(V)) is None
    V = np.full((2, 3), NAN)
    assert best_of_highest(V, been(V)) is None


def test_a_small_design_has_two_above_the_first_level_and_one_at_the_last():
    V = np.full((5, 3), NAN)
    V[:, 0] = [1, 5, 2, 4, 3]
    asked, found = been(V), []
    while (one := promoted_of_few(V, asked, 3)) is not None:
        found.append(one)
        number, level = one
        asked[number, level] = True
        V[number, level] = -V[number, 0]
    assert found == [(1, 1), (3, 1), (3, 2)]


def test_nobody_goes_on_before_there_are_scores():
    V = np.full((5, 3), NAN)
    assert promoted_of_few(V, been(V), 3) is None


def test_who_skipped_a_level_is_not_given_less():
    V = np.array([[0.9, NAN, 0.9], [0.8, NAN, NAN], [0.1, NAN, NAN]])
    assert promoted(V, been(V), 3) is None
    assert promoted_of_few(V[:2], been(V[:2]), 3) == (1, 1)
