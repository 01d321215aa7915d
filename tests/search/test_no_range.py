"""Spaces that GradSearchCV has nothing to descend in: told at fit, and searched."""

import re
import warnings

import pytest
from scipy.stats import randint, uniform
from sklearn.datasets import load_diabetes
from sklearn.kernel_ridge import KernelRidge
from sklearn.tree import DecisionTreeRegressor

from sk_hpo import BayesSearchCV, GradSearchCV

X, y = load_diabetes(return_X_y=True)
TREE = DecisionTreeRegressor(random_state=0)
DEPTHS = {"max_depth": (1, 6), "splitter": ["best", "random"]}
SIZES = {"max_depth": (1, 50), "min_samples_leaf": randint(1, 200)}


def told(Search, space, n_iter=3):
    search = Search(TREE, space, cv=2, n_iter=n_iter, random_state=0)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        search.fit(X, y)
    assert all(w.category is UserWarning for w in caught)
    assert 1 <= len(search.trials) <= n_iter
    return [str(w.message) for w in caught]


@pytest.mark.parametrize(
    ("space", "words"),
    [
        (DEPTHS, "GridSearchCV2 evaluates all 12 candidates"),
        ({"max_depth": [1, 2, 4], "ccp_alpha": (1.0, 1.0)}, "all 3 candidates"),
        ([DEPTHS, {"max_depth": [None, 9, 12]}], "all 15 candidates"),
        (SIZES, "BayesSearchCV"),
        ({"max_depth": [None, randint(2, 99)]}, "BayesSearchCV"),
    ],
)
def test_it_names_the_search_that_serves_better(space, words):
    (message,) = told(GradSearchCV, space)
    assert "search_spaces has no continuous parameter" in message
    assert words in message


def test_a_single_candidate_needs_no_other_search():
    assert told(GradSearchCV, {"max_depth": [3]}) == []


def test_more_candidates_than_would_be_evaluated_are_no_grid():
    space = {"max_depth": (1, 40)}
    assert "BayesSearchCV" in told(GradSearchCV, space, 5)[0]
    assert "all 40 candidates" in told(GradSearchCV, space, 40)[0]


@pytest.mark.parametrize(
    "space",
    [
        {"ccp_alpha": (0.0, 500.0)},
        {"ccp_alpha": uniform(0, 500), "max_depth": (1, 6)},
        {"ccp_alpha": [0.0, uniform(100, 400)]},
        [DEPTHS, {"ccp_alpha": (0.0, 500.0)}],
    ],
    ids=range(4),
)
def test_a_range_anywhere_is_enough(space):
    assert told(GradSearchCV, space) == []


def test_integers_beside_a_range_that_would_be_descended_as_reals():
    search = GradSearchCV(
        KernelRidge(kernel="rbf"), {"alpha": (1, 3), "gamma": (1e-3, 1e-1)}, n_iter=3
    )
    with pytest.warns(UserWarning, match=r"both ends of 'alpha' are int.*\(1.0"):
        search.fit(X[:60], y[:60])


def test_other_searches_do_not_tell():
    assert told(BayesSearchCV, DEPTHS) == []


def test_once_a_fit():
    search = GradSearchCV(TREE, DEPTHS, cv=2, n_iter=2, random_state=0)
    for _ in range(2):
        with pytest.warns(UserWarning, match=re.escape("no continuous")) as caught:
            search.fit(X, y)
        assert len(caught) == 1
