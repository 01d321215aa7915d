import math

import numpy as np
from scipy.stats import randint

from sk_hpo.space import Space
from sk_hpo.strategies.model.columns import Columns


def columns_of(space, *params):
    columns = Columns(space)
    U = np.array([space.encode(p) for p in params])
    return columns, columns.of(U)


def test_numbers_are_at_their_place_and_choices_one_hot():
    space = Space.from_params(
        {"real": (0.0, 1.0), "listed": [1, 10, 1000], "choice": ["x", "y"], "one": [3]}
    )
    columns, X = columns_of(
        space,
        {"real": 0.25, "listed": 10, "choice": "y", "one": 3},
        {"real": 1.0, "listed": 1000, "choice": "x", "one": 3},
    )
    h = math.sqrt(0.5)
    np.testing.assert_allclose(X, [[0, h, 1 / 3, 0.25], [h, 0, 1, 1]], atol=1e-12)
    assert columns.owner.tolist() == [0, 0, 1, 2]
    assert columns.p == 3


def test_what_does_not_exist_has_no_distance():
    space = Space.from_params(
        [
            {"kernel": ["a", "b"], "gamma": (0.0, 1.0)},
            {"depth": [None, randint(2, 31)], "listed": [1, 2, 4]},
        ]
    )
    columns, X = columns_of(
        space,
        {"kernel": "a", "gamma": 0.1},
        {"kernel": "a", "gamma": 0.9},
        {"depth": None, "listed": 4},
        {"depth": 2, "listed": 4},
    )
    D = (X[:, None] - X[None]) ** 2
    by_owner = [D[..., columns.owner == j].sum(axis=-1) for j in range(columns.p)]
    moved = [(d[0, 1] > 0, d[2, 3] > 0) for d in by_owner]
    # gamma is all that the first two differ in; the others in the selector of depth,
    # and in the range that only one of them has
    assert sum(first for first, _ in moved) == 1
    assert sum(second for _, second in moved) == 2
    for name, without in (("gamma", slice(2, 4)), ("listed", slice(0, 2))):
        middle = X[without, columns.owner == columns.names.index(name)]
        np.testing.assert_array_equal(middle, 0.5)


def test_weighted_choices_and_ends():
    space = Space.from_params({"n": (1, 500, "log-uniform"), "b": [False, True]})
    params = [{"n": n, "b": b} for n in (1, 2, 499, 500) for b in (False, True)]
    _, X = columns_of(space, *params)
    assert len(np.unique(X, axis=0)) == 8


def test_gradients_are_pulled_back_to_the_coordinates_that_are_ranges():
    space = Space.from_params(
        [{"k": ["a", "b", "c"], "x": (0.0, 1.0)}, {"n": (1, 99), "one": [3]}]
    )
    columns, names = Columns(space), [c.name for c in space.coordinates]
    U = space.snap(np.random.default_rng(0).random((20, len(names))))
    weights = np.arange(1.0, len(columns.owner) + 1)
    along = columns.along(U)
    pulled = along.pulled_back(np.tile(weights, (20, 1)))
    step = 1e-3
    for j, name in enumerate(names):
        if name in ("x", "n"):
            moved = U.copy()
            moved[:, j] += step
            there = space.active(U)[:, j]
            np.testing.assert_allclose(along.of(moved)[there], columns.of(moved)[there])
            slope = (along.of(moved) - along.of(U)) @ weights / step
            np.testing.assert_allclose(pulled[:, j], slope, atol=1e-9)
            assert (pulled[:, j] != 0).any()
            assert (pulled[:, j] == 0).any()
        else:
            assert (pulled[:, j] == 0).all()
