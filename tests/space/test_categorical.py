import numpy as np
import pytest
from scipy import stats
from sklearn.base import clone
from sklearn.svm import SVC

from sk_hpo.space import Categorical


def counted(dim, n=10_000):
    u = np.random.default_rng(0).random(n)
    return np.bincount([dim.index_at(x) for x in u], minlength=dim.size)


def test_all_are_equally_likely():
    assert stats.chisquare(counted(Categorical("abcde"))).pvalue > 0.01


def test_weights():
    counts = counted(Categorical("abc", weights=[2, 3, 5]))
    assert stats.chisquare(counts, [2000, 3000, 5000]).pvalue > 0.01


def test_the_users_own_objects_are_handed_over():
    choices = [SVC(), [1, 2], np.array([1, 2]), {"a": 1}, (1,)]
    dim = Categorical(choices)
    for choice in choices:
        assert dim.from_unit(dim.to_unit(choice)) is choice


def test_a_clone_is_recognised():
    first, second = SVC(), SVC(C=3)
    dim = Categorical([first, second])
    assert dim.from_unit(dim.to_unit(clone(second))) is second
    assert not dim.contains(SVC(C=4))


def test_bools_and_numbers_differ():
    dim = Categorical([True, 1, False, 0, 1.0])
    assert dim.size == 5
    for choice in dim.choices:
        assert dim.from_unit(dim.to_unit(choice)) is choice


def test_numpy_scalars_become_python_values():
    dim = Categorical([None, np.int64(3), np.str_("a")])
    assert [type(c) for c in dim.choices] == [type(None), int, str]


def test_other_values_go_to_the_first_choice():
    dim = Categorical(["a", "b"])
    assert dim.nearest("b") == "b"
    assert dim.nearest(np.array([1, 2])) == "a"
    assert dim.middle() == "a"


def test_repeated_choices_are_one():
    assert Categorical(["a", "a", "b"]).choices == ("a", "b")


def test_equality_needs_equal_weights_and_types():
    assert Categorical("ab") == Categorical(["a", "b"])
    assert Categorical("ab") != Categorical("ba")
    assert Categorical("ab") != Categorical("ab", [1, 2])
    assert Categorical([1, "a"]) != Categorical([1.0, "a"])


@pytest.mark.parametrize(
    ("weights", "match"),
    [
        ([1], "expected 2 weights, .* got 1"),
        ([1, 0], "must be finite"),
        ([1, -1], "must be finite"),
        ([1, float("nan")], "must be finite"),
        ([1, float("inf")], "must be finite"),
    ],
)
def test_wrong_weights(weights, match):
    with pytest.raises(ValueError, match=match):
        Categorical("ab", weights)


def test_no_choices():
    with pytest.raises(ValueError, match="empty list"):
        Categorical([])


@pytest.mark.parametrize("scale", [1e-12, 1e12])
def test_weights_may_have_any_sum(scale):
    dim = Categorical(["a", "b"], weights=[scale, 3 * scale])
    assert dim.weights == (0.25, 0.75)
