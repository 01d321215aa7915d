import pickle

import numpy as np
import pytest

from sk_hpo.constraint import Constraint
from sk_hpo.space import Space, check_share

SPACE = Space.from_params({"a": (0.0, 1.0), "b": (1, 10), "c": ["x", "y"]})


def is_steep(params):
    return params["a"] * 10 <= params["b"]


def idle(params, owner):
    return {"b"} if params.get("c") == "x" else set()


def points(space, n=200):
    return np.random.default_rng(0).random((n, len(space.coordinates)))


def test_no_constraint_allows_everything():
    assert Constraint.of(None) is None
    assert Constraint.of([]) is None
    u = points(SPACE)[0]
    assert SPACE.candidate(u) == SPACE.decode(u)


def test_a_point_of_a_refused_candidate_has_none():
    space = SPACE.constrained(Constraint([is_steep]))
    for u in points(space):
        params = space.decode(u)
        assert space.candidate(u) == (params if is_steep(params) else None)
        assert space.allows(params) == is_steep(params)


def test_parts_and_copies_have_the_constraint():
    whole = Space.from_params([{"a": (0.0, 1.0)}, {"b": (1, 10)}])
    rule = Constraint([lambda p: "a" in p])
    space = whole.constrained(rule).ignoring(idle)
    assert space.constraint is rule
    assert all(part.constraint is rule for part in space.parts)
    again = pickle.loads(pickle.dumps(SPACE.constrained(Constraint([is_steep]))))
    assert not again.allows({"a": 1.0, "b": 1})


def test_of_an_ignored_parameter_another_value_may_be_allowed():
    space = SPACE.ignoring(idle).constrained(Constraint([lambda p: p["b"] == 1]))
    for u in points(space):
        params = space.candidate(u)
        if space.decode(u)["c"] == "x":
            assert params["b"] == 1
            np.testing.assert_allclose(space.encode(params), space.snap(u), atol=1e-11)
        else:
            assert params == (space.decode(u) if space.decode(u)["b"] == 1 else None)


def test_a_rule_is_given_a_copy():
    params = {"a": 1}
    assert Constraint([lambda p: bool(p.pop("a"))]).allows(params)
    assert params == {"a": 1}


def test_the_message_about_a_key_that_the_candidate_has():
    def rule(params):
        return {}["a"]

    with pytest.raises(ValueError, match="raised KeyError: 'a'") as caught:
        Constraint([rule]).allows({"a": 1})
    assert "params.get" not in str(caught.value)
    assert isinstance(caught.value.__cause__, KeyError)


def test_a_long_candidate_is_cut_in_a_message():
    with pytest.raises(TypeError, match=r"'a': 'xxx.*\.\.\.$"):
        Constraint([lambda p: 1]).allows({"a": "x" * 5000})


@pytest.mark.parametrize(
    ("spec", "rule"),
    [
        ({"a": (0.0, 1.0)}, lambda p: p["a"] < 1e-3),
        ({"b": (1, 8000)}, lambda p: p["b"] == 17),
        ({"c": ["x", "y"]}, lambda p: p["c"] == "y"),
        ([({"a": (0.0, 1.0)}, 3), ({"b": (1, 5)}, 3)], lambda p: p.get("b", 2) == 2),
    ],
)
def test_enough_is_allowed(spec, rule):
    check_share(Space.from_params(spec).constrained(Constraint([rule])))


@pytest.mark.parametrize(
    ("spec", "rule"),
    [
        ({"a": (0.0, 1.0)}, lambda p: p["a"] < 1e-6),
        ({"c": ["x", "y"]}, lambda p: False),
        ([({"a": (0.0, 1.0)}, 3), ({"b": (1, 5)}, 3)], lambda p: p.get("b", 2) == 6),
    ],
)
def test_too_little_is_allowed(spec, rule):
    space = Space.from_params(spec).constrained(Constraint([rule]))
    with pytest.raises(ValueError, match=r"constraint allows none of .* refuses"):
        check_share(space)
