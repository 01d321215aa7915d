import numpy as np
import pytest
from scipy import stats

from sk_hpo.racing.judge import is_binary, judge
from sk_hpo.racing.split_noise import NEAREST


def scores(n=30, n_complete=8, K=10, seen=4, seed=0):
    """Return scores, those of the first candidates complete."""
    S = np.random.default_rng(seed).normal(size=(n, K))
    S[n_complete:, seen:] = np.nan
    return S


def judged(S, seen=4):
    return judge(S, seen, binary=is_binary(S))


def test_p_is_uniform_for_candidates_as_good_as_the_leader():
    rng = np.random.default_rng(0)
    found = []
    for _ in range(400):
        S = rng.normal(size=(12, 10)) + rng.normal(size=10)
        S += (0.3 - S.mean(axis=1))[:, None]  # all means are equal
        S[:8] -= 0.2 * np.arange(8)[:, None]
        S[8:, 4:] = np.nan
        found.extend(judged(S)[1][8:])
    # p is 1 above the leader
    below = [p for p in found if p < 0.5]
    assert len(below) / len(found) == pytest.approx(0.5, abs=0.05)
    assert stats.kstest(np.array(below) * 2, "uniform").statistic < 0.07


def test_estimates_are_the_leader_s_mean_plus_the_difference():
    S = scores(n_complete=2)
    S[1] = S[0] - 1 + 0.1 * (-1.0) ** np.arange(10)  # equally noisy on all splits
    q, p = judged(S)
    expected = S[0].mean() + (S[2:, :4] - S[0, :4]).mean(axis=1)
    np.testing.assert_allclose(q[2:], expected)
    assert np.isnan(q[:2]).all()
    assert (p[:2] == 1).all()


def test_the_noise_is_that_of_the_best():
    S = scores(n=60, n_complete=30)
    S[: NEAREST + 1] += 5
    expected = judged(S)[1]
    S[NEAREST + 1 : 30] = -500 + 100 * S[NEAREST + 1 : 30]
    np.testing.assert_allclose(judged(S)[1], expected, rtol=1e-4)


def test_candidates_that_repeat_others_say_nothing_of_the_noise():
    S = scores()
    expected = judged(S)[1]
    leader = np.argmax(S[:8].mean(axis=1))
    more = np.concatenate([S, np.repeat(S[[leader, 0]], 9, axis=0)])
    np.testing.assert_allclose(judged(more)[1][: len(S)], expected)


def test_nothing_is_judged_without_two_complete_candidates_that_differ():
    S = scores(n_complete=1, seen=1)
    assert (judged(S, 1)[1] == 1).all()
    S = scores(n_complete=0, seen=1)
    assert (judged(S, 1)[1] == 1).all()


def test_single_rows_are_judged_by_a_sign_test():
    S = (np.random.default_rng(0).random((6, 60)) < 0.5).astype(float)
    S[0] = 1.0
    S[1:, 40:] = np.nan
    p = judged(S, 40)[1]
    wrong = (S[1:, :40] == 0).sum(axis=1)
    np.testing.assert_allclose(p[1:], 0.5**wrong)
