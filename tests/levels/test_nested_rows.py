"""Rows of levels: nested, the same for all searches, in the shares of the classes."""

import numpy as np
import pytest

from sk_hpo.levels.nested_rows import latest_first, order_of_groups, random_order

TRAIN = np.arange(30, 230)
Y = np.repeat([0, 1, 2], [150, 60, 30])


@pytest.mark.parametrize("y", [None, Y])
def test_each_row_once_and_always_the_same(y):
    order = random_order(TRAIN, 1, y)
    assert sorted(order) == TRAIN.tolist()
    assert (order == random_order(TRAIN, 1, y)).all()
    assert (order != random_order(TRAIN, 2, y)).any()
    assert (order != TRAIN).any()


@pytest.mark.parametrize("n", [10, 50, 120])
def test_classes_keep_their_shares(n):
    first = Y[random_order(TRAIN, 0, Y)[:n]]
    shares = np.bincount(Y[TRAIN]) / len(TRAIN)
    assert np.abs(np.bincount(first, minlength=3) - n * shares).max() <= 2


def test_groups_stay_together():
    groups = np.repeat(np.arange(48), 5)
    found = groups[order_of_groups(TRAIN, 0, groups)]
    changes = np.count_nonzero(found[1:] != found[:-1])
    assert changes == len(np.unique(groups[TRAIN])) - 1


def test_the_latest_rows_come_first():
    assert latest_first(np.array([3, 1, 2])).tolist() == [3, 2, 1]
