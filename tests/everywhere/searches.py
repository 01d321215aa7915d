"""The searches as users make them, and what holds of each that is fitted."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import cross_val_score

from sk_hpo import (
    AutoSearchCV,
    BayesSearchCV,
    GradSearchCV,
    GridSearchCV2,
    RandomSearchCV2,
)
from tests.contracts.searches import choices_too

SUGGESTED = {
    "AutoSearchCV": AutoSearchCV,
    "BayesSearchCV": BayesSearchCV,
    "GradSearchCV": GradSearchCV,
}
ALL = {"GridSearchCV2": GridSearchCV2, "RandomSearchCV2": RandomSearchCV2, **SUGGESTED}


# For tests of those that decide where to look next, and of all.
def _each(searches):
    some = [
        pytest.param(Search, id=name, marks=choices_too)
        for name, Search in searches.items()
    ]
    return pytest.mark.parametrize("Search", some)


suggesting, every_search = _each(SUGGESTED), _each(ALL)


def short(Search, n_iter=4):
    """Settings with which a search has few candidates, and the same ones each time."""
    return {} if Search is GridSearchCV2 else {"n_iter": n_iter, "random_state": 0}


def assert_real_scores(search, X, y=None, *, cv, scoring=None):
    """Each published score is what cross_val_score gives for its params."""
    table = search.cv_results_
    for params, score in zip(table["params"], table["mean_test_score"], strict=True):
        model = clone(search.estimator).set_params(**clone(params, safe=False))
        scores = cross_val_score(model, X, y, cv=cv, scoring=scoring)
        assert score == pytest.approx(np.mean(scores), rel=1e-9), params
    assert search.best_params_ == table["params"][search.best_index_]
    assert search.best_score_ == table["mean_test_score"][search.best_index_]
    assert search.best_score_ == max(table["mean_test_score"])


def assert_inside(search, **ranges):
    """Each searched parameter is a plain number of its range in every candidate."""
    for params in search.cv_results_["params"]:
        assert params.keys() == ranges.keys()
        for name, (low, high) in ranges.items():
            assert low <= params[name] <= high
            assert type(params[name]) is type(low), name
