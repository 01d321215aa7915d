"""An order in which the first candidates are spread over a finite space."""

import numpy as np
import pytest

from sk_hpo.space import Space
from sk_hpo.strategies.model.grid import Grid
from sk_hpo.strategies.model.mixed_order import mixed_order

SPACES = {
    "one": {"C": [float(c) for c in np.geomspace(1e-3, 1e3, 20)]},
    "two": {"a": list(range(10)), "kind": ["x", "y"], "b": [True, False]},
    "dicts": [{"a": [1, 2, 3]}, {"a": [1, 2], "b": ["x", "y", "z"]}],
    "a single candidate": {"a": [1]},
}


def ordered(spec):
    space = Space.from_params(spec)
    points = Grid(space).points()
    return mixed_order(space, points), [space.decode(u) for u in points]


@pytest.mark.parametrize("spec", SPACES.values(), ids=SPACES)
def test_every_candidate_comes_once_and_the_order_is_always_the_same(spec):
    order, candidates = ordered(spec)
    assert sorted(order) == list(range(len(candidates)))
    assert np.array_equal(order, ordered(spec)[0])


def test_the_first_values_of_a_range_are_spread():
    order, _ = ordered(SPACES["one"])
    for n in range(4, 20):
        gaps = np.diff([-1, *sorted(order[:n]), 20])
        assert gaps.max() <= np.ceil(2.1 * 21 / (n + 1))


def test_the_first_ones_have_all_choices():
    order, candidates = ordered(SPACES["two"])
    first = [candidates[i] for i in order[:10]]
    assert len({(one["kind"], one["b"]) for one in first}) == 4
    assert len({one["a"] for one in first}) >= 7
