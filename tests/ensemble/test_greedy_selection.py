"""Forward selection with replacement, on arrays."""

import itertools

import numpy as np
import pytest

from sk_hpo.ensemble.selection.greedy_selection import greedy_selection

RNG = np.random.default_rng(0)


def closeness_to(target):
    """The score of responses of one split: minus their squared error."""

    def score(responses):
        return -float(np.mean((responses[0] - target) ** 2))

    return score


def mean_of(part, weights):
    return np.average(part, axis=0, weights=weights)


def test_it_finds_a_weighted_mean():
    part = RNG.normal(size=(4, 50))
    target = mean_of(part, [3, 0, 2, 0])
    found = greedy_selection([part], closeness_to(target))
    assert found.weights.tolist() == [3, 0, 2, 0]
    assert found.score == pytest.approx(0, abs=1e-12)


def test_the_score_is_that_of_the_weights():
    part = RNG.normal(size=(5, 40))
    score = closeness_to(RNG.normal(size=40))
    found = greedy_selection([part], score)
    assert found.score == pytest.approx(score([mean_of(part, found.weights)]))
    assert found.best_single == max(score([one]) for one in part)
    assert found.score >= found.best_single
    assert np.gcd.reduce(found.weights) == 1


def test_it_is_near_the_best_of_all_small_ensembles():
    part = RNG.normal(size=(4, 30))
    score = closeness_to(RNG.normal(size=30))
    found = greedy_selection([part], score)
    best = max(
        score([mean_of(part, weights)])
        for weights in itertools.product(range(4), repeat=4)
        if any(weights)
    )
    assert found.score >= best - 1e-9


def test_the_smallest_of_equal_ensembles():
    part = np.ones((3, 10))
    found = greedy_selection([part], closeness_to(np.zeros(10)))
    assert found.weights.tolist() == [1, 0, 0]


def test_sorted_start():
    """All together are perfect, which adding one by one to the best finds late."""
    target = np.zeros(6)
    part = np.array([[1, -1, 0, 0, 0, 0], [-1, 1, 0, 0, 0, 0]], dtype=float)
    found = greedy_selection([part], closeness_to(target))
    assert found.weights.tolist() == [1, 1]


def test_candidates_without_a_number_are_not_selected():
    part = RNG.normal(size=(3, 20))

    def score(responses):
        return (
            -np.inf
            if responses[0][0] == part[1][0]
            else -float(np.abs(responses[0]).sum())
        )

    found = greedy_selection([part], score)
    assert np.isfinite(found.score)


def test_splits_of_different_sizes():
    parts = [RNG.normal(size=(3, n, 2)) for n in (5, 8)]
    seen = []

    def score(responses):
        seen.append([one.shape for one in responses])
        return float(sum(one.sum() for one in responses))

    greedy_selection(parts, score)
    assert all(shapes == [(5, 2), (8, 2)] for shapes in seen)
