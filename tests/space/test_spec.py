from collections import OrderedDict

import numpy as np
import pytest
from scipy import stats

from sk_hpo.space import Space
from sk_hpo.space.spec import read_spec


def test_one_dict():
    alternatives, budgets = read_spec(OrderedDict(a=[1, 2]))
    assert [list(a) for a in alternatives] == [["a"]]
    assert budgets is None


def test_dicts_with_budgets():
    alternatives, budgets = read_spec([({"a": [1]}, 3), ({"b": [1]}, np.int64(4))])
    assert [list(a) for a in alternatives] == [["a"], ["b"]]
    assert budgets == (3, 4)
    assert type(budgets[1]) is int


@pytest.mark.parametrize(
    ("spec", "error", "match"),
    [
        ("abc", TypeError, "must be a dict, a list of dicts"),
        (None, TypeError, "must be a dict, a list of dicts"),
        (({"a": [1]}, 3), TypeError, "must be a dict, a list of dicts"),
        ([], ValueError, "the search space is empty"),
        ({}, ValueError, "dict without parameters"),
        ([{"a": [1]}, {}], ValueError, "dict without parameters"),
        ([{"a": [1]}, ({"b": [1]}, 3)], TypeError, "items of one kind"),
        ([{"a": [1]}, "b", 3], TypeError, "items of one kind"),
        ([({"a": [1]}, 0)], ValueError, "at least 1, got 0"),
        ([({"a": [1]}, 2.0)], TypeError, r"must be an int, got 2\.0"),
        ([({"a": [1]}, True)], TypeError, "must be an int, got True"),
        ({3: [1]}, TypeError, r"names must be str, got 3 \(int\)"),
    ],
)
def test_wrong_spaces(spec, error, match):
    with pytest.raises(error, match=match):
        Space.from_params(spec)


@pytest.mark.parametrize(
    ("value", "error", "match"),
    [
        ([], ValueError, "empty list"),
        ((), ValueError, "empty list"),
        (np.zeros((2, 2)), ValueError, r"one dimension, got shape \(2, 2\)"),
        ("rbf", TypeError, r"got 'rbf' \(str\).*\['rbf'\] for a single choice"),
        (3, TypeError, r"expected a scipy distribution.*\[3\]"),
        (None, TypeError, "expected a scipy distribution"),
        ({1, 2}, TypeError, r"got \{1, 2\} \(set\)"),
        ({"a": 1}, TypeError, "expected a scipy distribution"),
        ((x for x in "ab"), TypeError, "generator"),
        ((2, 1), ValueError, "reversed"),
        ((0.0, np.inf), ValueError, "not finite"),
        ((np.nan, 1.0), ValueError, "not finite"),
        ((0, 10, "log-uniform"), ValueError, "must be above 0"),
        ((1, 10, "normal"), ValueError, "'uniform' or 'log-uniform'"),
        ((0, 10**400), ValueError, "too large"),
        (stats.uniform(0, -1), ValueError, "not finite"),
        (stats.loguniform(0, 1), ValueError, "not finite|must be above 0"),
        (stats.randint(5, 2), ValueError, "randint"),
        (stats.uniform([0, 1], 1), ValueError, "single numbers"),
        (stats.gamma, TypeError, "all its parameters"),
        ([None, stats.norm(0, -1)], ValueError, "no finite quantiles"),
    ],
    ids=lambda x: repr(x)[:30],
)
def test_wrong_values_name_the_parameter(value, error, match):
    with pytest.raises(error, match=f"(?s)^parameter 'svc__C': .*{match}") as raised:
        Space.from_params({"fine": [1], "svc__C": value})
    assert raised.value.__cause__ is not None
