"""What the search's own choice is worth, where a rule or a callable has made it."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, make_classification
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import GridSearchCV2, selection_bias
from sk_hpo.honest.own_choice import worth_of_choice
from sk_hpo.honest.splits import splits_of
from sk_hpo.refit import one_standard_error, within
from sk_hpo.results import results_of

DEEP = {"max_depth": "high"}
GRID = {"C": np.logspace(-2, 2, 8), "gamma": np.logspace(-3, 1, 5)}


@pytest.fixture(scope="module")
def data():
    return make_classification(90, 6, flip_y=0.3, random_state=0)


@pytest.fixture(scope="module")
def ruled():
    grid = {"max_depth": [1, 2, 3, 4, 6, 8], "min_samples_leaf": [1, 5, 20]}
    search = GridSearchCV2(
        DecisionTreeClassifier(random_state=0),
        grid,
        refit=one_standard_error({"max_depth": "low", "min_samples_leaf": "high"}),
    ).fit(*load_breast_cancer(return_X_y=True))
    assert search.best_score_ < max(search.cv_results_["mean_test_score"])
    return search


def test_the_choice_of_a_rule(ruled):
    """Its score is worth more than that of the best less the optimism of the best."""
    found = selection_bias(ruled)
    means = ruled.cv_results_["mean_test_score"]
    assert found.best_index == means.argmax()
    assert found.best_score == pytest.approx(max(means))
    assert found.chosen_index == ruled.best_index_
    assert found.chosen_score == pytest.approx(ruled.best_score_)
    assert found.chosen_corrected_score <= found.chosen_score
    assert found.chosen_score - found.chosen_corrected_score < found.optimism
    low, high = found.chosen_interval
    assert (low + high) / 2 == pytest.approx(found.chosen_corrected_score)
    assert str(found).endswith(
        f" The search chose candidate {ruled.best_index_} in its place, whose score is "
        f"{ruled.best_score_:.3f}: expect {found.chosen_corrected_score:.3f} of it on "
        f"new rows ({low:.3f} to {high:.3f})."
    )
    theirs = GridSearchCV(ruled.estimator, ruled.param_grid, refit=ruled.refit)
    theirs.cv_results_, theirs.best_index_ = ruled.cv_results_, ruled.best_index_
    assert selection_bias(theirs).chosen_interval == pytest.approx((low, high))


def test_a_rule_that_takes_the_best_has_its_optimism(data):
    """Whatever is simple: no score but the best is within 0."""
    rule = within(0, lambda params: 0)
    same = GridSearchCV2(SVC(), GRID, refit=rule).fit(*data)
    found = selection_bias(same)
    assert found == selection_bias(GridSearchCV2(SVC(), GRID).fit(*data))
    assert found.chosen_index is None
    read = results_of(same)
    S = read.scores["score"]
    corrected, interval = worth_of_choice(
        rule, read, S, found.best_index, splits_of(5, 5), 0.9
    )
    assert corrected == pytest.approx(found.corrected_score)
    assert interval == pytest.approx(found.interval)


@pytest.mark.parametrize(
    ("method", "refit"),
    [
        ("leave_split_out", within(1, DEEP)),
        ("split_bootstrap", lambda table: 0),
        ("split_bootstrap", within(1, DEEP, metric="roc_auc")),
    ],
)
def test_the_choice_of_others_is_named(data, method, refit):
    search = GridSearchCV2(
        DecisionTreeClassifier(random_state=0),
        {"max_depth": [4, 3, 2, 1]},
        scoring=["accuracy", "roc_auc"] if getattr(refit, "metric", 0) else None,
        refit=refit,
    ).fit(*data)
    metric = "accuracy" if getattr(refit, "metric", 0) else None
    found = selection_bias(search, method=method, metric=metric)
    assert found.chosen_index == search.best_index_ == 0
    assert found.chosen_corrected_score is None
    assert str(found).endswith("what that is worth is not estimated here.")
