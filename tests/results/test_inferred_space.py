"""The space that candidates span."""

import math

import numpy as np
import pytest

from sk_hpo.results import results_of
from sk_hpo.results.inferred_space import inferred_space


def space_of(params):
    table = {"params": params, "mean_test_score": [0.0] * len(params)}
    return inferred_space(results_of(table))


def test_it_contains_all_candidates():
    rng = np.random.default_rng(0)
    params = [
        {"C": float(10 ** rng.uniform(-3, 3)), "kernel": "rbf"} for _ in range(30)
    ]
    params += [{"kernel": "linear", "n": int(rng.integers(1, 100))} for _ in range(30)]
    space = space_of(params)
    assert len(space.alternatives) == 2
    assert all(space.contains(one) for one in params)


@pytest.mark.parametrize(
    ("values", "kind", "log"),
    [
        (10.0 ** np.linspace(-3, 3, 20), "Real", True),
        (np.linspace(1, 100, 20), "Real", False),
        (np.linspace(-5, 5, 20), "Real", False),
        (range(1, 40), "Integer", False),
        ([2**k for k in range(12)], "Integer", True),
    ],
)
def test_many_numbers_are_a_range(values, kind, log):
    (alternative,) = space_of([{"a": value} for value in values]).alternatives
    dimension = alternative["a"]
    assert type(dimension).__name__ == kind
    assert (dimension.low, dimension.high) == (min(values), max(values))
    assert dimension.log is log


def test_others_are_choices():
    values = [None, 1, 1.0, True, "a", (1, 2), None, "a"]
    space = space_of([{"a": value} for value in values])
    assert space.n_candidates == 6
    assert space_of([{"a": v} for v in (0.1, 10.0, 1.0)]).n_candidates == 3
    assert space_of([{"a": v} for v in (math.inf, *range(20))]).n_candidates == 21
