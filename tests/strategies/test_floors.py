"""Alternatives and chosen estimators that must not be forgotten."""

import math
from collections import Counter

import numpy as np
import pytest
from scipy.stats import loguniform
from sklearn.linear_model import Ridge
from sklearn.svm import SVR

from sk_hpo.space import Space
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from sk_hpo.strategies.model.floors import neglected, parts_of
from sk_hpo.strategies.model.observations import Observations
from tests.strategies.driving import drive, params_of

KINDS = Space.from_params(
    [{"kind": [kind], "C": loguniform(1e-3, 1e3)} for kind in "abcd"]
)
MODELS = Space.from_params({"model": [SVR(), Ridge()], "scale": [True, False]})
BOTH = Space.from_params(
    [{"model": [SVR(), Ridge()], "x": (0.0, 1.0)}, {"x": (0.0, 1.0), "y": [1, 2]}]
)


def observed(space, params, values, seconds=None):
    U = np.array([space.encode(one) for one in params])
    values = np.array(values, dtype=float)
    return Observations(U, values, np.zeros(len(values)), [], seconds)


def of_kinds(kinds, **settings):
    values = settings.pop("values", [0.0] * len(kinds))
    params = [{"kind": kind, "C": 1.0} for kind in kinds]
    seen = observed(KINDS, params, values, **settings)
    found = neglected(parts_of(KINDS), seen, 0.5)
    return None if found is None else "abcd"[found.places[0][1]]


def test_parts_are_alternatives_and_chosen_estimators():
    assert len(parts_of(KINDS)) == 4
    assert len(parts_of(MODELS)) == 2
    assert len(parts_of(BOTH)) == 4
    assert parts_of(Space.from_params({"a": ["x", "y"], "b": (0.0, 1.0)})) == []


@pytest.mark.parametrize("space", [KINDS, MODELS, BOTH])
def test_the_box_of_a_part_has_its_points_alone(space):
    rng = np.random.default_rng(0)
    for part in parts_of(space):
        low, high = part.box(len(space.coordinates))
        U = low + rng.random((50, len(low))) * (high - low)
        assert part.among(space.snap(U)).all()
        assert not part.among(space.snap(rng.random((50, len(low))))).all()


def test_the_part_that_has_least_is_neglected():
    assert of_kinds("aaaabbbc") == "d"
    assert of_kinds("aaaabbbccd" * 2) == "d"
    assert of_kinds("aaaaabbbccdd" * 2 + "aaaa") is None
    assert of_kinds("aaaaaaaabbbccdd") is None
    assert of_kinds("aaaaaaaaabbbccccd") == "d"
    # pending ones count
    assert of_kinds("aaaaaaaabbbccdd", values=[0.0] * 13) is None


def test_a_part_that_always_fails_is_not_neglected():
    kinds = "aaaaaaaabbbbbbbbcccccccdd"
    values = [0.0] * 23 + [math.nan] * 2
    assert of_kinds(kinds) == "d"
    assert of_kinds(kinds, values=values) is None
    assert of_kinds(kinds[:-1], values=values[:-1]) == "d"


def test_a_part_that_has_had_its_share_of_the_time_is_not_neglected():
    kinds = "aaaaaaaabbbbbbbbcccccccd"
    seconds = np.ones(24)
    assert of_kinds(kinds, seconds=seconds) == "d"
    seconds[-1] = 10.0
    assert of_kinds(kinds, seconds=seconds) is None


def value(params):
    """All of "a" is good, and the best of "d" is better where few points are."""
    C = np.log10(params["C"])
    if params["kind"] == "d":
        return 2.0 * math.exp(-((C - 2.2) ** 2) / 0.1)
    return 1.0 - 0.01 * C**2 if params["kind"] == "a" else -abs(C) / 10


def counts(floor):
    strategy = ExpectedImprovement(KINDS, seed=3, lag=1, floor=floor)
    history = drive(strategy, value, 40)
    found = Counter(params["kind"] for params in params_of(history))
    return history, [found[kind] for kind in "abcd"]


def test_each_part_gets_its_floor():
    history, with_floor = counts(0.9)
    assert min(with_floor) >= 8
    assert min(counts(0.0)[1]) < 8
    assert any(c.note["member"] == "floor" for c in history.candidates)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_with_a_floor():
    assert counts(0.9)[1] == counts(0.9)[1]


def test_a_finite_part_may_be_exhausted():
    space = Space.from_params([{"a": [1]}, {"b": (0.0, 1.0)}])
    history = drive(
        ExpectedImprovement(space, seed=0, lag=1, floor=0.5), lambda params: 0.0, 20
    )
    assert len(history.candidates) == 20
    assert params_of(history).count({"a": 1}) == 1
