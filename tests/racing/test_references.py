import numpy as np
import pytest

from sk_hpo.racing.looks import level, looks
from sk_hpo.racing.references import average, leading
from sk_hpo.racing.split_order import split_order


@pytest.fixture
def scores():
    return np.random.default_rng(1).normal(size=(5, 6))


def test_effects_and_noise_are_found():
    rng = np.random.default_rng(0)
    effects = rng.normal(size=40)
    C = rng.normal(size=(200, 1)) + effects + 0.1 * rng.normal(size=(200, 40))
    found = average(C, np.zeros(200, dtype=int))
    np.testing.assert_allclose(found.b, effects - effects.mean(), atol=0.05)
    np.testing.assert_allclose(np.sqrt(found.v), 0.1, atol=0.05)
    np.testing.assert_allclose(found.x, 1 / 200)
    np.testing.assert_allclose(found.m, C.mean(axis=1))
    assert found.known.all()


def test_the_leader_is_the_reference(scores):
    C = scores
    found = leading(C)
    leader = np.argmax(C.mean(axis=1))
    np.testing.assert_allclose(found.b + C[leader].mean(), C[leader])
    others = np.delete(C, leader, axis=0)
    np.testing.assert_allclose(found.v, np.var(others - C[leader], axis=1, ddof=1))
    np.testing.assert_allclose(found.m, others.mean(axis=1))
    assert found.known.all()
    assert not found.x.any()


def test_candidates_say_nothing_of_the_splits_they_were_chosen_for(scores):
    C = scores
    found = average(C, np.array([0, 0, 2, 2, 2]))
    r = C - C.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(found.b[:2], r[:2, :2].mean(axis=0))
    np.testing.assert_allclose(found.b[2:], r[:, 2:].mean(axis=0))
    assert found.known.all()
    alone = average(C, np.array([0, 2, 2, 2, 2]))
    assert alone.known.tolist() == [False, False, True, True, True, True]


def test_the_noise_of_one_is_around_the_mean_of_the_others(scores):
    C = scores
    found = average(C, np.zeros(5, dtype=int))
    r = C - C.mean(axis=1, keepdims=True)
    expected = [
        np.var(r[i] - np.delete(r, i, axis=0).mean(axis=0), ddof=1) / (1 + 1 / 4)
        for i in range(5)
    ]
    np.testing.assert_allclose(found.v, expected)
    np.testing.assert_array_equal(found.d, np.full(5, 5.0))


def test_looks_grow_and_share_the_probability():
    assert looks(5) == [1, 2, 3, 4]
    assert looks(10) == [1, 2, 3, 4, 6, 9]
    assert looks(1) == []
    assert looks(40, binary=True) == [10, 15, 22, 33]
    assert level(0.04, 5) == 0.01
    assert level(0.04, 1) == 0.04


def test_the_order_of_splits_depends_on_their_number_alone():
    orders = [split_order(n).tolist() for n in range(1, 12)]
    assert all(sorted(order) == list(range(len(order))) for order in orders)
    assert orders == [split_order(n).tolist() for n in range(1, 12)]
    assert len({tuple(order[:3]) for order in orders[4:]}) > 3
