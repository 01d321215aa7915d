"""AutoSearchCV with levels: when it has them, and when it leaves them."""

import numpy as np
import pytest
from sklearn.datasets import make_classification
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import AutoSearchCV, Halving, load_results
from tests.equality import assert_same_table

# 10,000 training rows with two splits
X, y = make_classification(
    20_000, 4, n_redundant=0, n_informative=4, flip_y=0.1, random_state=0
)
# what is added to the variances hides one feature after another
X *= 10.0 ** np.arange(4)
SPACE = {"var_smoothing": (1e-9, 1e3, "log-uniform")}
LEAVES = {"min_samples_leaf": (1, 30)}


class Memory(GaussianNB):
    """Its scores on few rows are the reverse of those on many."""

    def score(self, X, y):
        right = super().score(X, y)
        return right if self.class_count_.sum() > 5000 else -right


def of_rows(estimator=None, search_spaces=SPACE, **settings):
    given = {"n_iter": 20, "resource": "auto", "cv": 2, "random_state": 0, **settings}
    return AutoSearchCV(estimator or GaussianNB(), search_spaces, **given)


def decided(search):
    table = search.decisions
    rows = zip(table["candidate"], table["what"], table["choice"], strict=True)
    return [(number, choice) for number, what, choice in rows if what == "levels"]


def test_many_rows_have_levels_that_the_pilot_keeps():
    search = of_rows().fit(X, y)
    (start, resource), (number, verdict) = decided(search)
    assert (start, resource, verdict) == (0, "n_samples", "kept")
    table = search.cv_results_
    assert table["n_resources"][search.best_index_] == 10_000
    assert len({params["var_smoothing"] for params in table["params"]}) == 20
    assert len(search.trials) > 6
    in_pilot = [one for one in search._history.candidates if one.id < number]
    for level in (0, 1, 2):  # all six, level by level
        assert sum(one.level == level for one in in_pilot) >= 6


def test_levels_that_rank_otherwise_are_dropped():
    search = of_rows(Memory()).fit(X, y)
    (_, (number, verdict)) = decided(search)
    assert verdict == "dropped"
    later = [one for one in search._history.candidates if one.id > number]
    assert len(later) > 9
    assert {one.level for one in later} == {2}
    assert len(search.trials) == 20
    assert search.best_score_ > 0


@pytest.mark.parametrize("estimator", [GaussianNB(), Memory()], ids=["kept", "dropped"])
def test_the_same_on_two_workers_and_after_a_stop(estimator, tmp_path):
    path, seen = tmp_path / "search.db", []

    def stop(trial, search):
        seen.append(trial)
        return len(seen) == 15

    whole = of_rows(estimator).fit(X, y)
    two = of_rows(estimator, n_jobs=2).fit(X, y)
    assert_same_table(two.cv_results_, whole.cv_results_)
    of_rows(estimator, checkpoint=path, callback=stop).fit(X, y)
    again = of_rows(estimator, checkpoint=path).fit(X, y)
    assert_same_table(again.cv_results_, whole.cv_results_)
    assert decided(again) == decided(whole)
    (saved,) = load_results(path)
    assert list(saved.cv_results_["iter"]) == list(again.cv_results_["iter"])


def test_many_trees():
    data = X[:500].repeat(25, axis=1), y[:500]
    forest = ExtraTreesClassifier(90, max_depth=3, random_state=0)
    search = AutoSearchCV(
        forest, LEAVES, n_iter=20, resource="auto", cv=2, random_state=0
    )
    search.fit(*data)
    assert decided(search)[0] == (0, "n_estimators")
    assert search.best_params_["n_estimators"] == 90
    searched = {**LEAVES, "n_estimators": (5, 90)}
    few = search.set_params(search_spaces=searched, timeout=1)
    assert not decided(few.fit(*data))


@pytest.mark.parametrize(
    ("settings", "n_rows"),
    [
        ({"resource": None}, 20_000),
        ({"n_iter": 10}, 20_000),
        ({}, 6000),
        ({"search_spaces": {"var_smoothing": [1e-9, 1e-3, 1.0]}}, 20_000),
        ({"search_spaces": [(SPACE, 20)]}, 20_000),
    ],
    ids=["switched off", "few candidates", "few rows", "a list", "budgets"],
)
def test_no_levels(settings, n_rows):
    search = of_rows().set_params(**settings).fit(X[:n_rows], y[:n_rows])
    assert not decided(search)
    assert not search.looks
    assert set(search.cv_results_["iter"]) == {0}
    assert set(search.cv_results_["n_resources"]) == {n_rows // 2}


def test_levels_by_hand_have_no_pilot():
    search = of_rows(resource=Halving(factor=4), n_iter=16).fit(X, y)
    assert not decided(search)
    levels = search.cv_results_["iter"]
    assert levels.max() == 1
    assert (
        len({params["var_smoothing"] for params in search.cv_results_["params"]}) == 16
    )
    # the design begins at the first level, and one of it goes on before the model
    assert [one.level for one in search._history.candidates[:6]].count(1) <= 2
    assert search.trials


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"resource": True}, "'resource' parameter of AutoSearchCV must be"),
        ({"resource": "n_samples", "strategy": "list"}, "needs strategy='auto' or"),
    ],
)
def test_bad_resources(settings, told):
    with pytest.raises(ValueError, match=told):
        of_rows(**settings).fit(X, y)


def test_with_a_time_limit_seconds_are_those_of_the_whole_resource():
    space = {**LEAVES, "ccp_alpha": (0.0, 0.1)}
    tree = DecisionTreeClassifier(random_state=0)
    search = of_rows(tree, search_spaces=space, timeout=300)
    search.fit(X, y)
    assert decided(search)[0] == (0, "n_samples")
    assert search.cv_results_["iter"][search.best_index_] == 2
