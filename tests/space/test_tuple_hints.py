"""Tuples that look like ranges where they are choices."""

import warnings

import pytest
import scipy.stats
from scipy.stats import loguniform, randint
from sklearn.datasets import load_iris
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.model_selection import RandomizedSearchCV
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

import sk_hpo
from sk_hpo import BayesSearchCV, RandomSearchCV2
from sk_hpo.space import Categorical, Integer, Space, check_names
from sk_hpo.space.readers import read_value
from sk_hpo.space.readers.tuple_hints import distribution_of

X, y = load_iris(return_X_y=True)

RANGES = {
    (0.1, 10.0): "scipy.stats.uniform(0.1, 9.9)",
    (0, 1.0): "scipy.stats.uniform(0, 1.0)",
    (0.1, 0.3): "scipy.stats.uniform(0.1, 0.2)",
    (2, 30): "scipy.stats.randint(2, 31)",
    (2, 30, "uniform"): "scipy.stats.randint(2, 31)",
    (0.1, 10.0, "uniform"): "scipy.stats.uniform(0.1, 9.9)",
    (0.1, 10.0, "log-uniform"): "scipy.stats.loguniform(0.1, 10.0)",
    (1, 1000, "log-uniform"): "sk_hpo.space.Integer(1, 1000, log=True)",
    (1e-3, 1e3, "log-uniform", 10): "scipy.stats.loguniform(0.001, 1000.0)",
}
NONE = [
    (True, False),
    (1, 2, 3),
    (0.1,),
    (),
    ("rbf", "linear"),
    (30, 2),
    (1.0, 1.0),
    (0.1, float("inf")),
    (0.1, 10.0, "log"),
    (1, 2, None),
    [0.1, 10.0],
    [1, 9, "uniform"],
    "ab",
    None,
    loguniform(0.1, 1.0),
]


@pytest.mark.parametrize(("value", "code"), RANGES.items())
def test_how_to_write_a_range(value, code):
    assert distribution_of(value) == code
    dimension = read_value(eval(code, {"scipy": scipy, "sk_hpo": sk_hpo}))
    assert (dimension.low, dimension.high) == pytest.approx(value[:2])
    assert dimension.log == ("log-uniform" in value)


@pytest.mark.parametrize("value", NONE)
def test_what_does_not_look_like_a_range(value):
    assert distribution_of(value) is None


# --- the random search


def test_a_tuple_that_looks_like_a_range_is_choices_with_a_warning():
    space = {"C": (0.1, 10.0, "log-uniform"), "kernel": ["rbf"]}
    search = RandomSearchCV2(SVC(), space, n_iter=2, random_state=0)
    words = (
        r"as in scikit-learn\. 'C': \(0\.1, 10\.0, 'log-uniform'\) was taken for 3 "
        r"choices; for a range, write scipy\.stats\.loguniform\(0\.1, 10\.0\)\. "
        "To keep the choices, write a list"
    )
    with (
        pytest.warns(UserWarning, match=words),
        pytest.warns(match="fits failed"),  # where C is a string
        pytest.warns(match="non-finite"),
    ):
        search.fit(X, y)


def test_two_numbers_are_the_choices_that_they_are_for_scikit_learn():
    space = {"C": (0.1, 10.0)}
    search = RandomSearchCV2(SVC(), space, n_iter=2, random_state=0)
    with pytest.warns(UserWarning, match="was taken for 2 choices") as told:
        search.fit(X, y)
    assert len(told) == 1
    theirs = RandomizedSearchCV(SVC(), space, n_iter=2, random_state=0).fit(X, y)
    assert search.cv_results_["params"] == theirs.cv_results_["params"]


def test_all_parameters_of_several_dicts_in_one_warning():
    spaces = [{"C": (0.1, 10.0)}, {"C": (0.1, 10.0), "degree": (2, 4)}]
    with pytest.warns(UserWarning, match="'C': .*; 'degree': ") as told:
        RandomSearchCV2(SVC(), spaces, n_iter=2, random_state=0).fit(X, y)
    assert len(told) == 1


@pytest.mark.parametrize(
    "value",
    [[0.1, 1.0], [0.1, 1], (0.1, 1.0, 10.0), (10.0, 1.0), loguniform(0.1, 1.0)],
)
def test_everyday_values_of_a_random_search_give_no_warning(value):
    RandomSearchCV2(SVC(), {"C": value}, n_iter=2, random_state=0).fit(X, y)


# --- lists of the searches with a space


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ([None, (2, 30)], r"randint\(2, 31\)"),
        (["sqrt", (0.1, 1.0)], r"uniform\(0\.1, 0\.9\)"),
        ([(2, 30), None], r"randint\(2, 31\)"),
        ([None, (1, 99, "log-uniform")], r"Integer\(1, 99, log=True\)"),
        ([(1, 9), (1, 9, "uniform")], r"randint\(1, 10\)"),
    ],
)
def test_a_tuple_beside_other_choices(value, code):
    words = rf"in a list is one of its choices; if a range is meant, write .*{code}"
    with pytest.warns(UserWarning, match=words) as told:
        space = Space.from_params({"a": value})
    assert len(told) == 1
    assert space.n_candidates == len(value)


def test_the_hint_comes_before_a_fit():
    search = BayesSearchCV(DecisionTreeClassifier(), {"max_depth": [None, (2, 30)]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UserWarning, match=r"randint\(2, 31\)"):
            search.fit(X, y)
    assert not hasattr(search, "cv_results_")


@pytest.mark.parametrize(
    ("estimator", "space"),
    [
        (CountVectorizer(), {"ngram_range": [(1, 1), (1, 2)]}),
        (MLPClassifier(), {"hidden_layer_sizes": [(50,), (100, 50), (50, 100)]}),
        (MLPClassifier(), {"hidden_layer_sizes": [100, (100, 50)]}),
        (SVC(), {"C": [0.1, 1]}),
        (SVC(), {"gamma": ["scale", loguniform(0.1, 1.0)]}),
        (DecisionTreeClassifier(), {"max_depth": [None, randint(2, 31)]}),
        (DecisionTreeClassifier(), {"max_depth": [None, Integer(2, 30)]}),
        (SVC(), {"class_weight": [None, (1, 2), randint(3, 5)]}),
        (DecisionTreeClassifier(), {"max_depth": Categorical([None, (2, 30)])}),
    ],
)
def test_everyday_spaces_give_no_hint(estimator, space):
    check_names(Space.from_params(space), estimator)
