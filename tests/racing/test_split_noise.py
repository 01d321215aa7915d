import numpy as np
import pytest

from sk_hpo.racing.judge import judge
from sk_hpo.racing.split_noise import NEAREST, split_noise


def test_the_noise_of_splits_is_found():
    rng = np.random.default_rng(0)
    sd = np.array([0.3, 0.6, 1.0, 2.0])
    found = []
    for _ in range(200):
        means = rng.normal(size=(NEAREST, 1))
        found.append(split_noise(means + sd * rng.normal(size=(NEAREST, 4))))
    assert np.mean(found, axis=1) == pytest.approx(1)
    w = np.mean(found, axis=0)
    assert (np.diff(w) > 0).all()
    assert w[3] > 2 * w[0]


@pytest.mark.parametrize("c", [1, 2, 5])
def test_candidates_that_differ_by_a_constant_say_that_all_splits_are_alike(c):
    scores = np.random.default_rng(0).normal(size=5) + np.arange(c)[:, None]
    np.testing.assert_array_equal(split_noise(scores), np.ones(5))


def test_equal_candidates_count_once():
    scores = np.random.default_rng(1).normal(size=(4, 6))
    repeated = np.concatenate([scores, scores[:1], scores[:1] + 1])
    np.testing.assert_allclose(split_noise(repeated), split_noise(scores))


def test_a_difference_on_a_noisy_split_says_less():
    rng = np.random.default_rng(2)
    S = 0.1 * rng.normal(size=(12, 8))
    S[:, 3] += rng.normal(size=12)
    leader = int(np.argmax(S[:-1].mean(axis=1)))
    p = {}
    for first in (3, 0):
        order = [first, *(k for k in range(8) if k != first)]
        partial = S[:, order]
        partial[-1] = np.nan
        partial[-1, 0] = partial[leader, 0] - 1.5
        p[first] = judge(partial, 1)[1][-1]
    assert p[3] > 2 * p[0]
