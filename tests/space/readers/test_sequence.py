import re

import numpy as np
import pytest
from scipy import stats

from sk_hpo.space import Categorical, Integer, Mixed, Ordinal
from sk_hpo.space.readers import read_value


def test_arrays_give_python_numbers():
    dim = read_value(np.array([0.1, 1.0, 10.0]))
    assert dim == Ordinal([0.1, 1.0, 10.0])
    assert [type(value) for value in dim.values] == [float] * 3
    assert read_value(np.array(["a", "b"])) == Categorical(["a", "b"])
    assert [type(c) for c in read_value(np.array([True, False])).choices] == [bool] * 2


def test_tuples_in_a_list_are_choices():
    dim = read_value([(50,), (1, 10), (1, 10, "tanh")])
    assert dim.choices == ((50,), (1, 10), (1, 10, "tanh"))


@pytest.mark.parametrize(
    ("item", "meant"),
    [
        ((1e-3, 10.0, "log-uniform"), "scipy.stats.loguniform(0.001, 10.0)"),
        ((1, 10, "uniform"), "scipy.stats.randint(1, 11)"),
        ((1, 10, "log-uniform"), "sk_hpo.space.Integer(1, 10, log=True)"),
        ((1.5, 2.0, "uniform"), "scipy.stats.uniform(1.5, 0.5)"),
    ],
)
def test_a_tuple_in_a_list_that_looks_like_a_range_is_told_of(item, meant):
    with pytest.warns(UserWarning, match=re.escape(meant)):
        assert read_value(["scale", item]).choices == ("scale", item)


def test_lists_in_a_list_are_choices():
    inner = [1, 2]
    assert read_value([inner, None]).choices[0] is inner


def test_ranges_among_choices():
    dim = read_value([None, stats.randint(2, 31)])
    assert dim == Mixed([None, Integer(2, 30)])


def test_a_range_alone_in_a_list_is_the_range():
    assert read_value([stats.randint(2, 31)]) == Integer(2, 30)


def test_pythons_range():
    assert read_value(range(1, 4)) == Ordinal([1, 2, 3])


def test_pandas():
    pd = pytest.importorskip("pandas")
    assert read_value(pd.Series([1, 2])) == Ordinal([1, 2])
    assert read_value(pd.Index(["a", "b"])) == Categorical(["a", "b"])
    with pytest.raises(ValueError, match="one dimension"):
        read_value(pd.DataFrame({"a": [1]}).to_numpy())


@pytest.mark.parametrize("value", ["abc", b"abc", {1, 2}, {"a": 1}.keys(), np.int64(3)])
def test_not_sequences_of_choices(value):
    with pytest.raises(TypeError, match="expected a scipy"):
        read_value(value)
