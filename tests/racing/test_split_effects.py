import numpy as np

from sk_hpo.racing.looks import level, looks
from sk_hpo.racing.split_effects import split_effects
from sk_hpo.racing.split_order import split_order


def test_effects_and_noise_are_found():
    rng = np.random.default_rng(0)
    b = rng.normal(size=40)
    C = rng.normal(size=(200, 1)) + b + 0.1 * rng.normal(size=(200, 40))
    found = split_effects(C, np.zeros(200, dtype=int))
    np.testing.assert_allclose(found.b, b - b.mean(), atol=0.05)
    np.testing.assert_allclose(np.sqrt(found.v), 0.1, atol=0.05)
    np.testing.assert_allclose(found.x, 1 / 200, rtol=0.1)
    assert found.known.all()


def test_candidates_say_nothing_of_the_splits_they_were_chosen_for():
    rng = np.random.default_rng(1)
    C = rng.normal(size=(5, 6))
    after = np.array([0, 0, 2, 2, 2])
    found = split_effects(C, after)
    changed = C.copy()
    changed[2:, :2] = changed[2:, 1::-1]  # the means stay as they are
    again = split_effects(changed, after)
    assert found.x[:2].min() > found.x[2:].max()
    assert found.known.all()
    alone = split_effects(C, np.array([0, 2, 2, 2, 2]))
    assert alone.known.tolist() == [False, False, True, True, True, True]
    assert again.known.all()


def test_a_noisy_candidate_says_little():
    rng = np.random.default_rng(2)
    C = 0.01 * rng.normal(size=(6, 10))
    quiet = split_effects(C, np.zeros(6, dtype=int))
    C[5] = 10 * rng.normal(size=10)
    noisy = split_effects(C, np.zeros(6, dtype=int))
    assert np.abs(noisy.b - quiet.b).max() < 0.05


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
