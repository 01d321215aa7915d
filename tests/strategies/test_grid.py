import numpy as np
import pytest
from scipy.stats import randint

from sk_hpo.space import Space
from sk_hpo.strategies.model.grid import Grid

SPACES = {
    "choices": {"a": [1, 2, 5], "b": ["x", "y"]},
    "log": {"a": (1, 300, "log-uniform")},
    "conditional": {"a": [None, randint(2, 5)], "b": (0, 3)},
    "dicts": [{"a": [1, 2]}, {"a": [1, 3], "b": ["x", "y"]}, {"c": [7]}],
    "stepped": {"a": randint(3, 9), "b": [True]},
}


@pytest.mark.parametrize("spec", SPACES.values(), ids=SPACES)
def test_all_candidates_once(spec):
    space = Space.from_params(spec)
    points = Grid(space).points()
    decoded = {repr(space.decode(u)) for u in points}
    assert len(points) == len(decoded) == space.n_candidates
    assert np.allclose(space.snap(points), points, atol=1e-12)


def test_places_are_where_the_space_writes_values():
    space = Space.from_params({"a": (1, 50, "log-uniform")})
    values = Grid(space).values(0)
    expected = [space.encode({"a": a})[0] for a in range(1, 51)]
    np.testing.assert_allclose(values, expected, atol=1e-12)
