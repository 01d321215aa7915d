"""The searches as users make them, and what holds of each that is fitted."""

import itertools
import zlib

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


def _each(searches):
    some = [
        pytest.param(Search, id=name, marks=choices_too)
        for name, Search in searches.items()
    ]
    return pytest.mark.parametrize("Search", some)


def _one_is_quick(test):
    """Which of those that decide where to look next has the test in the quick run.

    It depends on the name of the test, so that each of them has a third of the tests.
    """
    return list(SUGGESTED)[zlib.crc32(test.__name__.encode()) % len(SUGGESTED)]


def _with_all_in_slow(searches):
    def parametrized(test):
        slow = {*SUGGESTED} - {_one_is_quick(test)}
        some = [
            pytest.param(
                Search,
                id=name,
                marks=[choices_too, *([pytest.mark.slow] if name in slow else [])],
            )
            for name, Search in searches.items()
        ]
        return pytest.mark.parametrize("Search", some)(test)

    return parametrized


# For tests of those that decide where to look next, and of all.
suggesting, every_search = _with_all_in_slow(SUGGESTED), _with_all_in_slow(ALL)


def only(*names):
    """With these alone, not even in slow: for what all searches inherit."""
    return _each({name: ALL[name] for name in names})


def crossed(quick, **parameters):
    """Parametrize with the cross product, in which all but `quick` is slow.

    Each parameter is a dict of its ids and values, and `quick` holds tuples of ids.
    """
    rows = {}
    for row in itertools.product(*(values.items() for values in parameters.values())):
        ids, values = zip(*row, strict=True)
        marks = [choices_too, *([] if ids in quick else [pytest.mark.slow])]
        rows[ids] = pytest.param(*values, id="-".join(ids), marks=marks)
    unknown = {*quick} - {*rows}
    assert not unknown, unknown
    return pytest.mark.parametrize(tuple(parameters), list(rows.values()))


def in_turn(name, values, searches=SUGGESTED, ids=None):
    """Parametrize with each search and each value, of which most pairs are slow.

    Among those that are not slow, each search and each value comes at least once.
    `ids` is a function of a value.
    """
    rows, fewer = [], min(len(values), len(searches))
    pairs = itertools.product(enumerate(values), enumerate(searches.values()))
    for (i, value), (j, Search) in pairs:
        quick = (i - j) % fewer == 0
        marks = [choices_too, *([] if quick else [pytest.mark.slow])]
        shown = None if ids is None else f"{Search.__name__}-{ids(value)}"
        rows.append(pytest.param(Search, value, id=shown, marks=marks))
    return pytest.mark.parametrize(("Search", name), rows)


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
