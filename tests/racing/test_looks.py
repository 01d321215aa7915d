import pytest

from sk_hpo.racing.looks import level, looks
from sk_hpo.racing.split_order import split_order


def test_looks_grow():
    assert looks(1) == []
    assert looks(2) == [1]
    assert looks(5) == [1, 2, 3, 4]
    assert looks(10) == [1, 2, 3, 4, 5, 6, 8]
    assert looks(40, binary=True) == [10, 12, 15, 19, 24, 30]


@pytest.mark.parametrize("n_splits", [2, 5, 10, 50])
def test_looks_share_the_probability(n_splits):
    assert level(0.04, n_splits) * len(looks(n_splits)) == pytest.approx(0.04)


def test_one_split_has_no_look():
    assert level(0.04, 1) == 0.04


def test_the_order_of_splits_depends_on_their_number_alone():
    orders = [split_order(n).tolist() for n in range(1, 12)]
    assert all(sorted(order) == list(range(len(order))) for order in orders)
    assert orders == [split_order(n).tolist() for n in range(1, 12)]
    assert len({tuple(order[:3]) for order in orders[4:]}) > 3
