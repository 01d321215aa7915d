import numpy as np
import pytest
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo.space.equal_choices import distinct, find, same


class Raises:
    def __eq__(self, other):
        raise RuntimeError("no comparison")

    __hash__ = None


class Ambiguous:
    def __eq__(self, other):
        return np.array([True, True])

    __hash__ = None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (1, 1.0),
        ("a", np.str_("a")),
        (float("nan"), float("nan")),
        (np.array([1, 2]), np.array([1, 2])),
        (np.array([1, np.nan]), np.array([1, np.nan])),
        (np.array([None, "a"]), np.array([None, "a"])),
        ((1, [np.array([1, 2])]), (1, [np.array([1, 2])])),
        (Ridge(alpha=2), Ridge(alpha=2)),
        (
            make_pipeline(StandardScaler(), Ridge()),
            make_pipeline(StandardScaler(), Ridge()),
        ),
        ({"a": 1}, {"a": 1}),
    ],
)
def test_same(a, b):
    assert same(a, b)
    assert same(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (1, True),
        (0, np.False_),
        ((1,), (True,)),
        ((1, 2), [1, 2]),
        ((1, 2), (1, 2, 3)),
        (np.array([1, 2]), np.array([1, 2, 3])),
        (np.array([1, 2]), np.array([1.0, 2.0])),
        (np.array([1, 2]), [1, 2]),
        (np.array(["a"]), "a"),
        (Ridge(alpha=2), Ridge(alpha=3)),
        (Raises(), Raises()),
        (Ambiguous(), Ambiguous()),
        (None, 0),
    ],
)
def test_not_same(a, b):
    assert not same(a, b)
    assert not same(b, a)


@pytest.mark.parametrize("value", [Raises(), Ambiguous(), [Raises()]])
def test_identity_comes_first(value):
    assert same(value, value)


def test_find_prefers_the_type():
    assert find(1.0, [True, 1, 1.0]) == 2
    assert find(1, [True, 1.0, 1]) == 2
    assert find(True, [1, 1.0, True]) == 2
    assert find(1, ["a", 1.0]) == 1
    assert find(2, [1, 3]) is None


def test_distinct_keeps_what_differs_in_type():
    kept = distinct([1, 1, 1.0, True, "a", "a", None])
    assert [type(k) for k in kept] == [int, float, bool, str, type(None)]
