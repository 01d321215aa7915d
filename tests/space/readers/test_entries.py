import re

import numpy as np
import pytest
from scipy import stats

from sk_hpo.space import Categorical, Entries, Integer, Mixed, Real, Space, wide_ranges
from sk_hpo.space.readers import read_value

WEIGHTS = {"num": (1e-3, 1e3, "log-uniform"), "cat": [1.0, 2.0]}


def test_each_entry_is_read_as_a_value_of_a_space_is():
    read = read_value({"a": (1e-3, 1e3, "log-uniform"), 2: ["x"], np.int64(3): (1, 5)})
    assert read == Entries(
        {"a": Real(1e-3, 1e3, log=True), 2: Categorical(["x"]), 3: Integer(1, 5)}
    )
    assert [type(key) for key in read.entries] == [str, int, int]


def test_a_candidate_has_one_dict_with_the_keys_in_their_order():
    space = Space.from_params({"w": WEIGHTS, "alpha": (0.1, 1.0)})
    (params,) = space.sample(1, np.random.default_rng(0))
    assert list(params) == ["alpha", "w"]
    assert list(params["w"]) == ["num", "cat"]
    assert space.contains(params)
    assert len(space.coordinates) == 3
    names = [c.name for c in space.coordinates]
    assert names == ["alpha", "w['num']", "w['cat']"]


def test_entries_that_are_mixed_have_their_conditions():
    space = Space.from_params(
        {"w": {"a": (0.0, 1.0), "b": [None, stats.randint(1, 9)]}}
    )
    conditions = [c.condition for c in space.coordinates]
    assert conditions == [None, None, (1, frozenset({1}))]
    for params in space.sample(20, np.random.default_rng(0)):
        assert space.decode(space.encode(params)) == params


def test_the_nearest_dict_and_the_middle():
    entries = Entries({"a": Real(0.0, 1.0), "b": Mixed(["x", Integer(1, 3)])})
    assert entries.nearest({"a": 7, "c": 1}) == {"a": 1.0, "b": "x"}
    assert entries.nearest(None) == entries.middle() == {"a": 0.5, "b": "x"}
    assert entries.size is None
    assert Entries({1: Integer(1, 3), 2: Categorical("ab")}).size == 6


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        ({}, ValueError, "parameter 'w': an empty dict"),
        ({"num": (2.0, 1.0)}, ValueError, "parameter 'w': entry 'num': the range"),
        ({"num": 1.0}, TypeError, "parameter 'w': entry 'num': got 1.0"),
        ({"a": {"b": [1]}}, TypeError, "parameter 'w': entry 'a': a dict in a dict"),
    ],
)
def test_wrong_entries_are_named(value, error, words):
    with pytest.raises(error, match=re.escape(words)):
        Space.from_params({"w": value})


@pytest.mark.parametrize("value", [{"num": 1.0}, {"num": 1.0, "cat": 7.0}, None])
def test_what_is_not_in_it_is_not_encoded(value):
    space = Space.from_params({"w": WEIGHTS})
    assert not space.contains({"w": value})
    with pytest.raises(ValueError, match="parameter 'w'"):
        space.encode({"w": value})


def test_wide_linear_entries_are_told_of():
    (text,) = wide_ranges({"w": {"num": (1e-3, 1e3), "cat": (1.0, 2.0)}})
    assert text == "'w', 'num': (0.001, 1000.0, \"log-uniform\")"
