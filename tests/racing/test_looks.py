import pytest

from sk_hpo.racing.looks import levels, looks
from sk_hpo.racing.split_order import split_order


def test_looks_grow():
    assert looks(1) == []
    assert looks(2) == [1]
    assert looks(5) == [1, 2, 3, 4]
    assert looks(10) == [1, 2, 3, 4, 5, 6, 8]
    assert looks(40, binary=True) == [10, 12, 15, 19, 24, 30]


@pytest.mark.parametrize("n_splits", [2, 5, 10, 50])
def test_levels_share_the_probability_and_fall(n_splits):
    found = levels(0.04, n_splits)
    assert list(found) == looks(n_splits)
    assert sum(found.values()) == pytest.approx(0.04)
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_one_split_has_no_level():
    assert levels(0.04, 1) == {}


def test_the_order_of_splits_depends_on_their_number_alone():
    orders = [split_order(n).tolist() for n in range(1, 12)]
    assert all(sorted(order) == list(range(len(order))) for order in orders)
    assert orders == [split_order(n).tolist() for n in range(1, 12)]
    assert len({tuple(order[:3]) for order in orders[4:]}) > 3
