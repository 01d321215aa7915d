"""Whether levels rank candidates alike, on plain arrays."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from sk_hpo.levels.agreement import rank_correlation


def test_that_of_the_level_that_agrees_least():
    V = np.random.default_rng(0).normal(size=(9, 3))
    expected = min(spearmanr(V[:, level], V[:, 2]).statistic for level in (0, 1))
    assert rank_correlation(V) == pytest.approx(expected)


def test_candidates_without_a_score_are_left_out():
    V = np.array([[i, i] for i in range(6)] + [[9.0, -9.0]])
    assert rank_correlation(V) < 0.5
    V[6, 0] = np.nan
    assert rank_correlation(V) == 1


def test_few_candidates_agree_by_chance():
    assert rank_correlation(np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])) == 0


def test_equal_scores():
    rising = np.arange(5.0)
    assert rank_correlation(np.column_stack([rising, np.zeros(5)])) == 1
    assert rank_correlation(np.column_stack([np.zeros(5), rising])) == 0
