"""What differs has another token; what is equal has the same."""

from functools import partial

import numpy as np
import pytest
import scipy.sparse
from sklearn.compose import make_column_selector
from sklearn.feature_selection import f_classif, mutual_info_classif

from sk_hpo.sharing.token import of_value

SPARSE = scipy.sparse.csr_matrix(np.diag([1.0, 2.0]))


def moved():
    state = np.random.RandomState(0)
    state.random_sample(3)
    return state


DIFFERENT = [
    (1, 1.0),
    (1, True),
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
    (np.zeros(4), np.zeros(4, dtype=int)),
    (np.zeros(4), np.zeros((2, 2))),
    (np.array([1, "a"], dtype=object), np.array(["1", "a"], dtype=object)),
    (SPARSE, 2 * SPARSE),
    (SPARSE, SPARSE.tocsc()),
    (SPARSE, SPARSE[::-1]),
    (np.random.RandomState(0), np.random.RandomState(1)),
    (np.random.RandomState(0), moved()),
    (np.log, np.log1p),
    (partial(f_classif), f_classif),
    (
        partial(mutual_info_classif, random_state=0),
        partial(mutual_info_classif, random_state=1),
    ),
    (make_column_selector("a"), make_column_selector("b")),
]


def same(value):
    """Another one that is equal."""
    if isinstance(value, np.random.RandomState):
        other = np.random.RandomState()
        other.set_state(value.get_state())
        return other
    return value.copy() if hasattr(value, "copy") else value


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_values_have_different_tokens(one, other):
    assert of_value(one) != of_value(other)
    for value in (one, other):
        assert of_value(value) == of_value(same(value))
        hash(of_value(value))
