"""What every estimator of the optimism keeps to: a new file is tested by existing."""

import numpy as np
import pytest
from sklearn.datasets import make_classification
from sklearn.model_selection import GridSearchCV
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import selection_bias
from sk_hpo.honest.selection_bias import BY_ROWS, BY_SPLITS
from sk_hpo.honest.splits import Splits
from sk_hpo.registry import variants

ESTIMATORS = variants("sk_hpo.honest.optimism")

every_one = pytest.mark.parametrize("method", BY_SPLITS)


def folds(K):
    return Splits(K, 1, 1 / K, False)


def noise(seed, q=60, K=5, spread=0.0):
    """True scores, and scores with unit noise."""
    rng = np.random.default_rng(seed)
    truth = spread * rng.standard_normal(q)
    return truth, truth[:, None] + rng.standard_normal((q, K))


def test_each_file_is_a_method():
    assert {*ESTIMATORS} == {*BY_SPLITS, BY_ROWS}
    assert all(estimator.NAME for estimator in ESTIMATORS.values())


@every_one
def test_it_sees_what_luck_gives(method):
    """All candidates are worth 0: the best score is all optimism."""
    optimism = ESTIMATORS[method].optimism
    best, found = [], []
    for seed in range(40):
        _, S = noise(seed)
        best.append(S.mean(axis=1).max())
        found.append(optimism(S, folds(5)))
    low, high = (0.7, 1.2) if method != "tibshirani" else (0.9, 2.0)
    assert low < np.mean(found) / np.mean(best) < high


@every_one
def test_a_clear_winner_has_next_to_none(method):
    _, S = noise(0)
    S[7] += 100
    assert ESTIMATORS[method].optimism(S, folds(5)) == pytest.approx(0, abs=1e-12)


@every_one
def test_one_candidate_was_not_chosen(method):
    _, S = noise(0, q=1)
    assert ESTIMATORS[method].optimism(S, folds(5)) == pytest.approx(0, abs=1e-12)


@every_one
@pytest.mark.parametrize("K", [2, 3, 10])
def test_units_and_split_effects_do_not_matter(method, K):
    """Nor does what all candidates have in common on a split, such as hard rows."""
    optimism = ESTIMATORS[method].optimism
    _, S = noise(1, K=K, spread=0.3)
    found = optimism(S, folds(K))
    assert found >= 0
    assert optimism(3 * S - 8, folds(K)) == pytest.approx(3 * found)
    harder = S + 10 * np.arange(K)
    assert optimism(harder, folds(K)) == pytest.approx(found)


@every_one
def test_the_same_scores_have_the_same_optimism(method):
    _, S = noise(2, K=12)
    assert ESTIMATORS[method].optimism(S, folds(12)) == ESTIMATORS[method].optimism(
        S.copy(), folds(12)
    )


@pytest.mark.parametrize("method", ["split_bootstrap", "leave_split_out"])
def test_other_repeats_hold_the_rows_that_score(method):
    """Repeats that are equal say no more than one of them."""
    optimism = ESTIMATORS[method].optimism
    _, S = noise(3, spread=0.3)
    three = Splits(15, 3, 1 / 5, False)
    assert optimism(np.tile(S, 3), three) == pytest.approx(optimism(S, folds(5)))


@pytest.mark.parametrize("method", ["split_bootstrap", "leave_split_out"])
def test_test_parts_that_overlap_hide_optimism(method):
    optimism = ESTIMATORS[method].optimism
    _, S = noise(4, spread=0.3)
    overlapping = Splits(5, 1, 0.2, True)
    assert optimism(S, overlapping) == pytest.approx(
        (1 + 5 * 0.2 / 0.8) * optimism(S, folds(5))
    )


@pytest.mark.parametrize("method", ["auto", *BY_SPLITS])
def test_it_is_a_method_of_selection_bias(method):
    X, y = make_classification(80, 5, flip_y=0.3, random_state=0)
    grid = {"max_depth": [1, 2, 3, 4, 5, 6], "min_samples_leaf": [1, 3, 10]}
    tree = DecisionTreeClassifier(random_state=0)
    search = GridSearchCV(tree, grid, cv=4).fit(X, y)
    found = selection_bias(search, method=method)
    assert found.method == (BY_SPLITS[0] if method == "auto" else method)
    assert found.best_score == pytest.approx(search.best_score_)
    assert 0 <= found.optimism < 0.2
    assert found.corrected_score == found.best_score - found.optimism
    assert found == selection_bias(search.cv_results_, method=method, cv=4)
