"""The range of a metric's values."""

import math

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.linear_model import Ridge
from sklearn.metrics import get_scorer_names
from sklearn.neighbors import KNeighborsClassifier

from sk_hpo import GridSearchCV2, selection_bias
from sk_hpo.results import results_of
from sk_hpo.results.results import made
from sk_hpo.results.score_range import clipped, range_of

X, y = load_iris(return_X_y=True)
UNBOUNDED = {"mutual_info_score", "positive_likelihood_ratio"}


def of(scoring, own=""):
    found = {"score": [0.5]}
    return range_of(
        made([{}], "score", found, scoring={"score": scoring}, own_score=own)
    )


@pytest.mark.parametrize("name", sorted(set(get_scorer_names()) - UNBOUNDED))
def test_each_scorer_of_scikit_learn_has_an_end(name):
    low, high = of(name)
    assert high == (0 if name.startswith("neg_") else 1)
    assert low in (-math.inf, -1, 0)


@pytest.mark.parametrize("name", [*sorted(UNBOUNDED), len, "mine"])
def test_others_have_none(name):
    assert of(name) == (-math.inf, math.inf)


def test_the_estimators_own_score():
    assert of(None, "accuracy") == (0, 1)
    assert of(None, "d2_tweedie_score(power=1)") == (-math.inf, 1)
    assert of(None) == (-math.inf, math.inf)


@pytest.mark.parametrize(
    ("estimator", "expected"),
    [(KNeighborsClassifier(), (0, 1)), (Ridge(), (-math.inf, 1))],
    ids=["accuracy", "r2"],
)
def test_of_a_search(estimator, expected):
    name = "n_neighbors" if hasattr(estimator, "n_neighbors") else "alpha"
    found = results_of(GridSearchCV2(estimator, {name: [1, 3]}).fit(X, y))
    assert range_of(found) == expected


def test_of_a_cluster_search():
    search = GridSearchCV2(KMeans(n_init=1, random_state=0), {"n_clusters": [2, 3]})
    assert range_of(results_of(search.fit(X))) == (-math.inf, math.inf)


def test_an_interval_beyond_the_range_is_cut():
    one = made([{}], "score", {"score": [0.5]}, scoring={"score": "accuracy"})
    assert clipped((0.9, 1.2), one) == (0.9, 1)
    assert clipped((-0.3, 0.2), one) == (0, 0.2)
    assert clipped((-0.3, -0.2), one) == (0, 0)


def test_selection_bias_of_an_accuracy_near_one():
    rows = np.random.default_rng(0).permutation(len(X))[:60]
    search = GridSearchCV2(KNeighborsClassifier(), {"n_neighbors": range(1, 12)}, cv=3)
    low, high = selection_bias(search.fit(X[rows], y[rows])).interval
    assert low < search.best_score_ < high == 1
