"""Spaces as a user of scikit-optimize writes them."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.svm import SVC

from tests.everywhere.searches import assert_real_scores, suggesting

space = pytest.importorskip("skopt.space")
Categorical, Integer, Real = space.Categorical, space.Integer, space.Real

X, y = load_iris(return_X_y=True)
X, y = X[::2], y[::2]

C = {"C": Real(1e-2, 1e2, prior="log-uniform")}
RBF = {**C, "gamma": Real(1e-3, 1e0, prior="log-uniform"), "kernel": ["rbf"]}
POLY = {
    **C,
    "kernel": Categorical(["poly"]),
    "degree": Integer(1, 3),
    "coef0": Real(0, 1),
    "shrinking": Categorical([True, False]),
}
# What an SVC of each kernel may have in the spaces here: the type, and the values.
NUMBERS = {
    "C": (float, 1e-2, 1e2),
    "gamma": (float, 1e-3, 1e0),
    "degree": (int, 1, 3),
    "coef0": (float, 0.0, 1.0),
}


class Machine(SVC):
    """A subclass, which has no exact gradient: the space is searched numerically."""


def fitted(Search, spaces, **settings):
    settings = {"cv": 2, "random_state": 0, **settings}
    return Search(Machine(), spaces, **settings).fit(X, y)


def assert_plain(search, *spaces):
    """Each candidate is of one of the spaces, in its ranges, of plain Python types."""
    names = [set(space) for space in spaces]
    for params in search.cv_results_["params"]:
        assert set(params) in names
        for name, value in params.items():
            if name in NUMBERS:
                kind, low, high = NUMBERS[name]
                assert type(value) is kind, name
                assert low <= value <= high, name
            else:
                assert type(value) is {"kernel": str, "shrinking": bool}[name], name


def assert_usable(search):
    model = clone(search.estimator).set_params(**search.best_params_).fit(X, y)
    assert np.array_equal(model.predict(X), search.predict(X))


def drawn(search, name):
    return [p[name] for p in search.cv_results_["params"] if name in p]


@suggesting
def test_a_dict_of_dimensions(Search):
    search = fitted(Search, POLY, n_iter=12)
    assert len(search.trials) == 12
    assert_plain(search, POLY)
    assert set(drawn(search, "degree")) == {1, 2, 3}
    assert set(drawn(search, "shrinking")) == {True, False}
    assert_real_scores(search, X, y, cv=2)
    assert_usable(search)


@suggesting
def test_pairs_of_a_space_and_a_number(Search):
    search = fitted(Search, [(RBF, 5), (POLY, 4)], n_iter=50)
    assert len(search.trials) == 9
    assert drawn(search, "kernel") == ["rbf"] * 5 + ["poly"] * 4
    assert_plain(search, RBF, POLY)
    assert_usable(search)


@suggesting
def test_pairs_and_spaces_without_a_number(Search):
    """Each of several spaces is looked at, in whatever order."""
    search = fitted(Search, [RBF, POLY], n_iter=12)
    assert len(search.trials) == 12
    assert set(drawn(search, "kernel")) == {"rbf", "poly"}
    assert_plain(search, RBF, POLY)
    assert_usable(search)


@suggesting
@pytest.mark.parametrize("prior", ["uniform", "log-uniform"])
def test_a_prior_is_followed(Search, prior):
    wide = fitted(Search, {"C": Real(1e-6, 1e6, prior)}, n_iter=5)
    # the bounds and the estimator's own C are looked at in both
    small = [value for value in drawn(wide, "C") if 1e-5 < value < 1e2 and value != 1]
    assert len(small) >= 2 if prior == "log-uniform" else not small
    ours = fitted(Search, {"C": (1e-6, 1e6, prior)}, n_iter=5)
    assert drawn(wide, "C") == drawn(ours, "C")


@suggesting
def test_integers_with_a_logarithmic_prior(Search):
    numbers = {"max_iter": Integer(100, 10**6, prior="log-uniform")}
    values = drawn(fitted(Search, numbers, n_iter=6), "max_iter")
    assert {type(value) for value in values} == {int}
    assert sum(100 < value < 10**4 for value in values) >= 2
    assert sum(10**4 < value <= 10**6 for value in values) >= 2


@suggesting
def test_tuples_lists_and_n_points(Search):
    """skopt's short forms: (low, high), (low, high, prior) and lists of choices."""
    short = {
        "C": (1e-2, 1e2, "log-uniform"),
        "degree": (1, 3),
        "coef0": (0.0, 1.0, "uniform"),
        "kernel": ["poly"],
        "shrinking": [True, False],
    }
    search = fitted(Search, short, n_iter=9, n_points=3)
    assert len(search.trials) == 9
    assert_plain(search, short)
    assert_usable(search)
    dimensions = fitted(Search, {**POLY, "coef0": Real(0.0, 1.0)}, n_iter=9, n_points=3)
    assert dimensions.cv_results_["params"] == search.cv_results_["params"]


@suggesting
def test_a_choice_without_weight_is_never_tried(Search):
    kernels = Categorical(["rbf", "poly", "linear"], prior=[0.5, 0.0, 0.5])
    search = fitted(Search, {**C, "kernel": kernels}, n_iter=9)
    assert set(drawn(search, "kernel")) == {"rbf", "linear"}
    assert len(search.trials) == 9
