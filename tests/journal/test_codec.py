"""Params, scores, notes and paths are read as they were written."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from sk_hpo.descent_path import Path, Step
from sk_hpo.journal import codec
from sk_hpo.journal.codec import ParamsCodec, UnknownObjectError
from sk_hpo.trial import ErrorScore, Sharing

# What a format may escape. Of all characters Hypothesis would first make a table, which
# takes seconds.
texts = st.text('aé"\\/\n\0\x7f\u2028\ufeff𝄞')
plain = st.none() | st.booleans() | st.integers() | st.floats() | texts
names = st.text("abcdé_", min_size=1)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.dictionaries(names, plain))
def test_plain_params(params):
    text = ParamsCodec().write(params)
    assert json.loads(text).keys() == params.keys()
    again = ParamsCodec().read(text)
    assert repr(sorted(again.items())) == repr(sorted(params.items()))
    backwards = dict(reversed(params.items()))
    assert ParamsCodec().write(backwards) == text


@pytest.mark.parametrize(
    ("one", "other"), [(1, 1.0), (1, True), (0.1, "0.1"), ((1, 2), [1, 2])]
)
def test_values_that_differ(one, other):
    assert ParamsCodec().write({"a": one}) != ParamsCodec().write({"a": other})


@pytest.mark.parametrize(
    ("one", "other"),
    [(np.int64(3), 3), (np.float64(0.1), 0.1), (np.bool_(True), True)],
)
def test_numbers_of_numpy_are_numbers(one, other):
    assert ParamsCodec().write({"a": one}) == ParamsCodec().write({"a": other})


def test_objects_are_given_back_from_the_choices():
    choices = [StandardScaler(), MinMaxScaler(), (100, 50), None, "passthrough"]
    text = ParamsCodec().write({"layers": (100, 50), "scaler": MinMaxScaler()})
    assert "sklearn.preprocessing._data.MinMaxScaler" in text
    read = ParamsCodec(choices).read(text)
    assert read == {"scaler": choices[1], "layers": choices[2]}
    assert read["scaler"] is choices[1]
    with pytest.raises(UnknownObjectError, match="MinMaxScaler"):
        ParamsCodec([StandardScaler(), (100, 50)]).read(text)


def test_for_people():
    written = ParamsCodec()
    text = written.write({"s": MinMaxScaler(clip=True), "t": (1, math.inf), "n": 2})
    shown = codec.read_for_people(text, written.texts)
    assert shown == {"s": "MinMaxScaler(clip=True)", "t": (1, math.inf), "n": 2}


scores = (
    st.floats()
    | st.integers(-5, 5)
    | st.builds(ErrorScore, st.floats() | st.integers(-5, 5), st.none() | texts)
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(scores | st.dictionaries(texts, scores, min_size=1))
def test_scores(given_scores):
    again = codec.read_scores(codec.write_scores(given_scores))
    assert type(again) is type(given_scores)
    assert repr(again) == repr(given_scores)  # the order of the names as well
    if isinstance(given_scores, ErrorScore):
        assert type(again.number) is type(given_scores.number)
        assert again.cause == given_scores.cause


def test_scores_of_numpy():
    assert codec.read_scores(codec.write_scores(np.float64(0.1))) == 0.1


def test_sharing_and_notes():
    sharing = Sharing(("a", "b"), 0, 0.25, "why not")
    assert codec.read_sharing(codec.write_sharing(sharing)) == sharing
    assert codec.read_sharing(codec.write_sharing(None)) is None
    note = {"member": "descent", "lengths": [0.1, 1e-300]}
    assert codec.read_note(codec.write_note(note)) == note
    assert codec.read_note(codec.write_note(None)) is None


def test_paths():
    step = Step({"alpha": 0.1}, np.float64(-1.5), {"alpha": -2e-9}, 1e-8, 0.5)
    scaler = StandardScaler()
    fixed = {"scaler": scaler, "weights": None}
    path = Path((step, step), ({"alpha": 0.1},), "converged", exact=True, fixed=fixed)
    holder = codec.ParamsCodec([scaler])
    assert holder.read_path(holder.write_path(path)) == path
    nothing = Path((), (), "there is no gradient", exact=False)
    assert holder.read_path(holder.write_path(nothing)) == nothing
    judged = Path((step,), (), "converged", exact=False, judged=True)
    assert holder.read_path(holder.write_path(judged)) == judged
    # a search that no longer holds what was fixed
    assert codec.ParamsCodec().read_path(holder.write_path(path)).fixed == {}


def test_dicts_whose_entries_are_searched():
    params = {"weights": {"num": 0.1, "cat": None}, "class_weight": {0: 1.0, 1: 2.5}}
    turned = {name: dict(reversed(value.items())) for name, value in params.items()}
    holder = codec.ParamsCodec()
    text = holder.write(params)
    assert holder.write(turned) == text
    assert holder.read(text) == params
    assert codec.read_for_people(text, {}) == params
