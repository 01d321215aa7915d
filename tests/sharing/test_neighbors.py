"""Nearest neighbours: ties, several outputs, graphs."""

import numpy as np
import pytest
import scipy.sparse
from sklearn.neighbors import (
    KNeighborsClassifier,
    KNeighborsRegressor,
    NearestNeighbors,
)

from sk_hpo.sharing.rule import DeclinedError, Training
from sk_hpo.sharing.rules import neighbors
from tests.sharing.case import Case
from tests.sharing.data import TASKS
from tests.sharing.equal import compare

GRID = {"n_neighbors": [2, 5, 3], "weights": ["uniform", "distance"]}


@pytest.mark.parametrize("algorithm", ["brute", "kd_tree"])
@pytest.mark.parametrize("kind", [KNeighborsClassifier, KNeighborsRegressor])
@pytest.mark.in_turn
def test_nothing_but_ties(kind, algorithm):
    rng = np.random.default_rng(0)
    X = rng.integers(0, 2, (120, 4)).astype(float)
    y = rng.integers(0, 3, 120)
    compare(Case(kind(algorithm=algorithm), GRID), X, y, return_train_score=True)


@pytest.mark.parametrize("algorithm", ["brute", "kd_tree"])
def test_several_labels(algorithm):
    X, y = TASKS["classification"]()["ties"]
    Y = np.column_stack([y, y[::-1] % 2])
    case = Case(KNeighborsClassifier(algorithm=algorithm), GRID)
    compare(case, X, Y, scoring=lambda one, X, Y: (one.predict(X) == Y).mean())


def test_distances_that_are_given():
    X, y = TASKS["classification"]()["dense"]
    D = np.abs(X[:, None] - X[None]).sum(axis=2)
    compare(Case(KNeighborsClassifier(metric="precomputed"), GRID), D, y)


def test_a_graph_may_have_no_more_neighbours_than_are_asked_for():
    X, y = TASKS["classification"]()["dense"]
    graph = NearestNeighbors(n_neighbors=5).fit(X).kneighbors_graph(mode="distance")
    family = [KNeighborsClassifier(k, metric="precomputed") for k in (2, 3)]
    with pytest.raises(DeclinedError, match="graph"):
        neighbors.rule.begin(family, Training(scipy.sparse.csr_matrix(graph), y))


def test_close_votes_are_decided_as_predict_does():
    # two classes, three neighbours of each at distances that are equal in pairs
    X = np.array([[1.0], [3.0], [7.0], [-1.0], [-3.0], [-7.0], [50.0], [60.0]])
    y = np.array([0, 1, 0, 1, 0, 1, 0, 1])
    family = [KNeighborsClassifier(k, weights="distance") for k in (1, 2, 4, 6)]
    path = neighbors.rule.begin(family, Training(X, y))
    rows = np.linspace(-1e-15, 1e-15, 7)[:, None]
    for one in (KNeighborsClassifier(k, weights="distance") for k in (1, 2, 4, 6)):
        path.take(one)
        for method in ("predict", "predict_proba"):
            expected = getattr(one, method)(rows)
            np.testing.assert_array_equal(path.result(one, method, rows), expected)
