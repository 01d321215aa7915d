"""What the best score of a search is worth, as users ask for it."""

import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from scipy.stats import t as student
from sklearn.datasets import make_classification
from sklearn.model_selection import (
    GridSearchCV,
    RepeatedKFold,
    RepeatedStratifiedKFold,
    ShuffleSplit,
    StratifiedShuffleSplit,
)
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import GridSearchCV2, RandomSearchCV2, SelectionBias, selection_bias
from sk_hpo.refit import within

GRID = {"C": np.logspace(-2, 2, 5), "gamma": np.logspace(-3, 1, 4)}


@pytest.fixture(scope="module")
def data():
    return make_classification(90, 6, flip_y=0.3, random_state=0)


@pytest.fixture(scope="module")
def search(data):
    return GridSearchCV2(SVC(), GRID).fit(*data)


def table(*scores):
    """A ``cv_results_`` with a row for each candidate's scores."""
    scores = np.array(scores, dtype=float)
    columns = {f"split{k}_test_score": scores[:, k] for k in range(scores.shape[1])}
    return columns | {
        "params": [{"number": row} for row in range(len(scores))],
        "mean_test_score": scores.mean(axis=1),
    }


def test_nothing_to_learn():
    """Labels are coins: whatever the best score is, it is worth a half."""
    rng = np.random.default_rng(4)
    X, y = rng.standard_normal((60, 4)), rng.permutation(np.arange(60) % 2)
    grid = {"n_neighbors": [*range(1, 30)], "weights": ["uniform", "distance"]}
    found = selection_bias(GridSearchCV2(KNeighborsClassifier(), grid).fit(X, y))
    assert found.best_score > 0.53
    assert abs(found.corrected_score - 0.5) < found.best_score - 0.5
    assert found.interval[0] < 0.5 < found.interval[1]


def test_what_it_returns(search):
    found = selection_bias(search)
    assert isinstance(found, SelectionBias)
    assert found == pickle.loads(pickle.dumps(found)) == selection_bias(search)
    assert found.best_score == pytest.approx(search.best_score_)
    assert found.n_candidates == 20
    assert found.n_splits == 5
    assert found.metric == "score"
    assert found.level == 0.9
    assert search.best_index_ in found.tied
    low, high = found.interval
    assert (low + high) / 2 == pytest.approx(found.corrected_score)
    with pytest.raises(FrozenInstanceError):
        found.optimism = 0


def test_it_reads_what_has_results(data, search, tmp_path):
    path = tmp_path / "search.db"
    ours = GridSearchCV2(SVC(), GRID, checkpoint=path).fit(*data)
    theirs = GridSearchCV(SVC(), GRID).fit(*data)
    found = selection_bias(search)
    for source in (ours.trials, path, theirs, theirs.cv_results_):
        other = selection_bias(source)
        assert other.optimism == pytest.approx(found.optimism)
        assert other.tied == found.tied


def test_the_interval_is_nadeau_and_bengios():
    """With five disjoint parts the variance is (1/5 + 1/4) s2."""
    scores = [0.7, 0.8, 0.9, 0.75, 0.85]
    found = selection_bias(table(scores), level=0.8)
    half = student.ppf(0.9, 4) * np.sqrt((1 / 5 + 1 / 4) * np.var(scores, ddof=1))
    assert found.optimism == pytest.approx(0)
    assert found.interval == pytest.approx((0.8 - half, 0.8 + half))


def test_tied_candidates():
    """Noise that two candidates share does not tie them."""
    best = np.array([0.5, 0.9, 0.6, 0.8, 0.7])
    alike = best - [0.04, -0.02, 0.03, -0.01, 0.01]
    below = best - [0.04, 0.05, 0.04, 0.05, 0.04]
    found = selection_bias(table(below, best, best, alike))
    assert found.tied == [1, 2, 3]
    assert selection_bias(table(below, best, alike), level=1 - 1e-7).tied == [0, 1, 2]


def test_the_sentence():
    found = selection_bias(table([0.7, 0.8, 0.9], [0.1, 0.2, 0.3]))
    assert str(found) == (
        "The best score of 2 candidates on 3 splits is 0.800. Choosing it as the best "
        "made it too good by about 0.000. On new rows, expect 0.800 of models fitted "
        "on as many rows as those of the splits (90 % interval: 0.533 to 1.067). No "
        "other candidate is as good."
    )
    pair = table([0.7, 0.8, 0.9], [0.72, 0.78, 0.89])
    assert str(selection_bias(pair)).endswith(" 1 other candidate may be as good.")
    alone = str(selection_bias(table([0.7, 0.8, 0.9])))
    assert alone.startswith("The best score of 1 candidate on 3 splits")


@pytest.mark.parametrize(
    ("unit", "text"),
    [(1e-5, "0.0000080"), (1.0, "0.800"), (1e3, "800."), (1e6, "800000.")],
)
def test_the_sentence_has_the_digits_that_matter(unit, text):
    scores = unit * np.array([[0.7, 0.8, 0.9]])
    assert f"splits is {text}" in str(selection_bias(table(*scores)))


def test_one_of_several_metrics(data):
    search = GridSearchCV2(
        DecisionTreeClassifier(random_state=0),
        {"max_depth": [1, 2, 3, 4]},
        scoring=["accuracy", "roc_auc"],
        refit=within(0.01, "max_depth", metric="roc_auc"),
    ).fit(*data)
    found = selection_bias(search)
    assert found.metric == "roc_auc"
    assert str(found).startswith("The best roc_auc of 4 candidates")
    # the best score, whichever candidate a rule refits
    assert found.best_score == max(search.cv_results_["mean_test_roc_auc"])
    assert selection_bias(search, metric="accuracy").metric == "accuracy"
    with pytest.raises(ValueError, match="no metric 'f1'"):
        selection_bias(search, metric="f1")


def test_incomplete_candidates_do_not_count(data):
    grid = {"max_depth": [1, 2, 3, 4, 5, 6], "min_samples_leaf": [1, 5, 20, 40]}
    tree = DecisionTreeClassifier(random_state=0)
    search = GridSearchCV2(tree, grid, cv=10, racing=True).fit(*data)
    assert search.stopped
    found = selection_bias(search)
    assert found.n_candidates == len(search.trials)
    evaluated = search.cv_results_["n_splits_evaluated"]
    assert all(evaluated[row] == 10 for row in found.tied)
    failed = selection_bias(table([0.9, np.nan, 0.9], [0.5, 0.6, 0.7]))
    assert failed.best_score == pytest.approx(0.6)
    assert failed.tied == [1]


def test_equal_scores_on_all_splits_are_not_certain():
    """The interval is as wide as that of the tied candidates."""
    varying = [0.7, 0.9, 0.8, 0.6, 0.9]
    low = [0.3, 0.5, 0.1, 0.2, 0.2]
    found = selection_bias(table([0.8] * 5, varying, low))
    assert found.tied == [0, 1]
    half = selection_bias(table(varying)).interval[1] - np.mean(varying)
    assert found.interval[1] - found.corrected_score == pytest.approx(half)
    alone = selection_bias(table([0.8] * 5, low))
    assert alone.tied == [0]
    assert alone.interval[0] < 0.8 < alone.interval[1]
    certain = selection_bias(table([0.8] * 5, [0.7] * 5))
    assert certain.interval == pytest.approx((0.8, 0.8))


def test_repeats_say_less_than_their_number():
    scores = np.random.default_rng(0).standard_normal((30, 5))
    once = selection_bias(table(*scores), cv=5)
    repeats = table(*np.tile(scores, 4))
    cv = RepeatedKFold(n_splits=5, n_repeats=4)
    known = selection_bias(repeats, cv=cv)
    assert known.optimism == pytest.approx(once.optimism)
    assert selection_bias(repeats).optimism < 0.2 * once.optimism


def test_the_search_knows_its_splits(data):
    cv = RepeatedStratifiedKFold(n_splits=3, n_repeats=3, random_state=0)
    search = GridSearchCV2(SVC(), GRID, cv=cv).fit(*data)
    assert selection_bias(search) == selection_bias(search.cv_results_, cv=cv)
    assert selection_bias(search) != selection_bias(search.cv_results_)


@pytest.mark.parametrize(
    "cv",
    [
        ShuffleSplit(5, test_size=0.25),
        ShuffleSplit(5, train_size=0.75),
        StratifiedShuffleSplit(5, test_size=0.25),
    ],
)
def test_random_test_parts_overlap(search, cv):
    overlapping = selection_bias(search.cv_results_, cv=cv)
    disjoint = selection_bias(search.cv_results_)
    assert overlapping.optimism == pytest.approx((1 + 5 / 3) * disjoint.optimism)


def test_numbers_of_rows_are_no_shares(search):
    with pytest.raises(ValueError, match=r"cv=.*gives a number of rows"):
        selection_bias(search, cv=ShuffleSplit(5, test_size=20))


def test_any_search(data):
    search = RandomSearchCV2(
        SVC(), {"C": [0.1, 1, 10], "gamma": [0.01, 0.1, 1]}, n_iter=6, random_state=0
    ).fit(*data)
    assert selection_bias(search).n_candidates == 6


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"level": 90}, "level must be a number between 0 and 1, got 90"),
        ({"level": "high"}, "level must be .* got 'high'"),
        ({"method": "jackknife"}, "method must be one of 'auto', .*; got 'jackknife'"),
        ({"method": "row_bootstrap"}, "X and y must be given for method='row_boot"),
        ({"X": [[0]]}, "y must be given with X"),
        ({"y": [0]}, "X must be given with y"),
    ],
)
def test_bad_arguments(search, settings, text):
    with pytest.raises(ValueError, match=text):
        selection_bias(search, **settings)


def test_bad_searches():
    with pytest.raises(ValueError, match="at least two splits, got 1"):
        selection_bias(table([0.5], [0.6]))
    with pytest.raises(ValueError, match="a candidate with a score on each split"):
        selection_bias(table([np.nan, 0.5]))
    with pytest.raises(ValueError, match="not fitted"):
        selection_bias(GridSearchCV2(SVC(), GRID))
    with pytest.raises(TypeError, match="search must be a fitted search"):
        selection_bias(3)
