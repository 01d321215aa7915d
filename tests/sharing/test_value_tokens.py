"""Which values of parameters are one, and which only look like it."""

import re
from collections import Counter
from functools import partial, wraps

import numpy as np
import pytest
import scipy.sparse
from numpy.testing import assert_array_equal
from scipy.special import expit
from sklearn.compose import make_column_selector
from sklearn.datasets import load_iris
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.feature_selection import f_classif, mutual_info_classif
from sklearn.impute import SimpleImputer
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils import resample

from sk_hpo import GridSearchCV2
from sk_hpo.sharing.identity.value_tokens import UnknownError, of_value

NAN = float("nan")
SPARSE = scipy.sparse.csr_matrix(np.diag([1.0, 2.0]))


class Loud(str):
    """A text that may do anything."""

    __slots__ = ()


def other_mean(X):
    return X


def drawn(kind, *, gauss):
    state = kind(0)
    state.standard_normal(2 * gauss - 1 if gauss else 0)
    return state


ALIKE = [
    (1.5, 1.5),
    (NAN, float("nan")),
    ("a", "a"),
    (np.float64(2), np.float64(2)),
    ([1, {"a": (2.0, None)}], [1, {"a": (2.0, None)}]),
    (np.arange(3.0), np.arange(3.0)),
    (np.array(["a", None]), np.array(["a", None])),
    (np.random.RandomState(3), np.random.RandomState(3)),
    (np.log, np.log),
    (expit, expit),
    (f_classif, f_classif),
    (
        partial(mutual_info_classif, random_state=1),
        partial(mutual_info_classif, random_state=1),
    ),
]
DIFFERENT = [
    (0.0, -0.0),
    (0j, complex(0, -0.0)),
    (0j, complex(-0.0, 0)),
    (np.float64(0), np.float64(-0.0)),
    ([0.0], [-0.0]),
    ({"a": 0.0}, {"a": -0.0}),
    (np.array([0.0, None]), np.array([-0.0, None])),
    (1, True),
    (1, 1.0),
    (1, np.int64(1)),
    (0.1, np.float64(0.1)),
    (np.float32(1), np.float64(1)),
    (np.datetime64("2020", "Y"), np.datetime64("2020-01-01", "D")),
    (NAN, np.copysign(NAN, -1)),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    (np.eye(2), np.eye(2, dtype=np.float32)),
    (np.ones((2, 3)), np.ones((2, 3), order="F")),
    (
        np.array([(1, 2)], dtype=[("a", int), ("b", int)]),
        np.array([(1, 2)], dtype=[("b", int), ("a", int)]),
    ),
    (np.random.RandomState(0), drawn(np.random.RandomState, gauss=1)),
    (
        np.random.RandomState(np.random.PCG64(0)),
        np.random.RandomState(np.random.PCG64(1)),
    ),
    (np.float32(1.0), 1.0),
    ("1", 1),
    ("a", b"a"),
    (None, "None"),
    ((1, 2), [1, 2]),
    ((1, 2), (2, 1)),
    ({"a": 1}, {"a": 2}),
    ({"a": 1}, {"b": 1}),
    ({1: 2}, {1.0: 2}),
    ({1, 2}, frozenset({1, 2})),
    ({1, 2}, {1, 3}),
    (slice(0, 4), slice(0, 4, 2)),
    (slice(0, 4), slice(1, 4)),
    (np.arange(4), np.arange(4).astype(float)),
    (np.zeros(4), np.zeros((2, 2))),
    (SPARSE, 2 * SPARSE),
    (SPARSE, SPARSE.tocsc()),
    (SPARSE, SPARSE[::-1]),
    (np.log, np.log1p),
    (partial(f_classif), f_classif),
    (make_column_selector("a"), make_column_selector("b")),
]
UNKNOWN = [
    Loud("a"),
    Counter("a"),
    np.ma.array([1, 2], mask=[0, 1]),
    re.compile("a").findall,
    "a".join,
    np.frompyfunc(other_mean, 1, 1),
    wraps(f_classif)(other_mean),
    other_mean,
    resample,
    mutual_info_classif,
    partial(mutual_info_classif, random_state=None),
]


def kinds(value):
    """An id that is the same in every process: no address in memory."""
    return type(value).__name__


@pytest.mark.parametrize(("one", "other"), ALIKE, ids=kinds)
def test_equal_values_have_one_token(one, other):
    assert of_value(one) == of_value(other)
    assert hash(of_value(one)) == hash(of_value(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=kinds)
def test_values_that_a_fit_can_tell_apart_have_two(one, other):
    assert of_value(one) != of_value(other)


@pytest.mark.parametrize("value", UNKNOWN, ids=kinds)
def test_what_may_behave_in_any_way_has_none(value):
    with pytest.raises(UnknownError):
        of_value(value)


def assert_same_scores(estimator, grid, X, y):
    ours, theirs = (
        Search(estimator, grid, cv=3).fit(X, y).cv_results_["mean_test_score"]
        for Search in (GridSearchCV2, GridSearchCV)
    )
    assert len(set(theirs)) > 1
    assert_array_equal(ours, theirs)


def test_a_zero_with_a_sign_before_a_step_that_sees_it():
    X, y = load_iris(return_X_y=True)
    X, y = np.where(y == 1, 0.0, np.nan)[:, None], y == 1
    tree = DecisionTreeClassifier(random_state=0)
    fill = SimpleImputer(strategy="constant")
    model = make_pipeline(fill, FunctionTransformer(np.signbit), tree)
    assert_same_scores(model, {"simpleimputer__fill_value": [0.0, -0.0]}, X, y)


def test_two_patterns_find_different_words():
    y = np.arange(24) % 2
    texts = [f"same {'right' if label else 'left'}" for label in y]
    tokenizers = [re.compile(word).findall for word in ("same", "left|right")]
    model = make_pipeline(CountVectorizer(token_pattern=None), MultinomialNB())
    assert_same_scores(model, {"countvectorizer__tokenizer": tokenizers}, texts, y)
