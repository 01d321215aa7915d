import math
import pickle

import numpy as np
import pytest
from scipy import stats
from sklearn.decomposition import PCA
from sklearn.svm import SVC

from sk_hpo.space import Categorical, Integer, Space
from sk_hpo.space.dimensions.coordinate import Coordinate

STEPS = ["passthrough", PCA(), PCA(3)]
SPECS = {
    "flat": {
        "C": stats.loguniform(1e-3, 1e3),
        "degree": (2, 5),
        "tol": (1e-5, 1e-1, "log-uniform"),
        "kernel": ["linear", "rbf"],
        "size": [10, 20, 50],
        "gamma": stats.gamma(2),
    },
    "mixed": {
        "depth": [None, stats.randint(2, 31)],
        "features": ["sqrt", (1, 2), stats.uniform(0.1, 0.9), stats.randint(1, 5)],
    },
    "alternatives": [
        {"kernel": ["linear"], "C": stats.loguniform(1e-3, 1e3)},
        {
            "kernel": ["rbf", "sigmoid"],
            "C": stats.loguniform(1e-3, 1e3),
            "gamma": ["scale", stats.loguniform(1e-4, 1)],
        },
        {"kernel": ["poly"], "C": (1, 10), "degree": (2, 5)},
    ],
    "budgets": [({"step": STEPS, "a": [1, 2]}, 3), ({"a": [2, 3], "b": (0, 1)}, 7)],
}


@pytest.fixture
def space(request):
    return Space.from_params(request.param)


each_space = pytest.mark.parametrize("space", SPECS.values(), ids=SPECS, indirect=True)


@each_space
def test_round_trip_is_exact(space):
    d = len(space.coordinates)
    rng = np.random.default_rng(0)
    corners = rng.integers(0, 2, (200, d)).astype(float)
    for u in np.vstack([rng.random((400, d)), corners]):
        params = space.decode(u)
        written = space.encode(params)
        assert space.decode(written) == params
        assert [*map(type, space.decode(written).values())] == [
            *map(type, params.values())
        ]
        np.testing.assert_array_equal(space.encode(space.decode(written)), written)


@each_space
def test_samples_are_contained_and_plain(space):
    for params in space.sample(200, np.random.default_rng(1)):
        assert space.contains(params)
        assert not any(isinstance(value, np.generic) for value in params.values())
        assert space.nearest(params) == params


@each_space
def test_inactive_coordinates_are_in_the_middle(space):
    for u in np.random.default_rng(2).random((200, len(space.coordinates))):
        written = space.encode(space.decode(u))
        active = space.active(written)
        assert np.all(written[~active] == 0.5)


@each_space
def test_inactive_coordinates_change_nothing(space):
    rng = np.random.default_rng(3)
    for u in rng.random((100, len(space.coordinates))):
        other = np.where(space.active(u), u, rng.random(len(u)))
        assert space.decode(other) == space.decode(u)
        assert np.array_equal(space.active(other), space.active(u))


@each_space
def test_snap_is_encode_of_decode(space):
    points = np.random.default_rng(4).random((200, len(space.coordinates)))
    expected = [space.encode(space.decode(u)) for u in points]
    np.testing.assert_allclose(space.snap(points), expected, atol=1e-6)
    np.testing.assert_array_equal(space.snap(points)[0], space.snap(points[0]))
    for u in points:
        assert space.decode(space.snap(u)) == space.decode(u)


@each_space
def test_parents_come_first_and_have_the_choices(space):
    for j, coordinate in enumerate(space.coordinates):
        if coordinate.condition is not None:
            parent, choices = coordinate.condition
            assert parent < j
            assert space.coordinates[parent].kind == "categorical"
            assert choices < set(range(space.coordinates[parent].size))


@each_space
def test_the_same_seed_gives_the_same_candidates(space):
    first = space.sample(20, np.random.default_rng(5))
    assert space.sample(20, np.random.default_rng(5)) == first
    assert space.sample(20, np.random.default_rng(6)) != first


@each_space
def test_pickled(space):
    copy = pickle.loads(pickle.dumps(space))
    assert copy.coordinates == space.coordinates
    u = np.random.default_rng(7).random(len(space.coordinates))
    assert copy.decode(u).keys() == space.decode(u).keys()


def test_order_of_the_names_changes_nothing():
    one = Space.from_params({"a": (0, 9), "b": ["x", "y"]})
    two = Space.from_params({"b": ["x", "y"], "a": (0, 9)})
    assert one.coordinates == two.coordinates
    samples = [s.sample(9, np.random.default_rng(0)) for s in (one, two)]
    assert samples[0] == samples[1]
    assert [list(params) for params in samples[1]] == [["a", "b"]] * 9


def test_coordinates_of_one_dict():
    space = Space.from_params(
        {"b": [None, (1, 2), stats.randint(2, 31)], "a": [1, 10, 100], "c": (0.0, 1)}
    )
    assert space.coordinates == (
        Coordinate("a", "ordinal", 3, None, (0.0, 0.5, 1.0)),
        Coordinate("b", "categorical", 3),
        Coordinate("b", "integer", 29, (1, frozenset({2}))),
        Coordinate("c", "real", None),
    )


def test_coordinates_are_shared_where_dimensions_are_equal():
    space = Space.from_params(SPECS["alternatives"])
    assert [(c.name, c.kind, c.condition) for c in space.coordinates] == [
        ("", "categorical", None),
        ("C", "real", (0, frozenset({0, 1}))),
        ("C", "integer", (0, frozenset({2}))),
        ("degree", "integer", (0, frozenset({2}))),
        ("gamma", "categorical", (0, frozenset({1}))),
        ("gamma", "real", (4, frozenset({1}))),
        ("kernel", "categorical", (0, frozenset({0}))),
        ("kernel", "categorical", (0, frozenset({1}))),
        ("kernel", "categorical", (0, frozenset({2}))),
    ]


def test_a_coordinate_of_all_alternatives_always_exists():
    space = Space.from_params([{"a": (0, 1), "b": [1]}, {"a": (0, 1), "c": [1]}])
    assert space.coordinates[1] == Coordinate("a", "integer", 2)


def test_nested_activity():
    space = Space.from_params(SPECS["alternatives"])
    numeric = space.encode({"kernel": "rbf", "C": 1.0, "gamma": 0.01})
    named = space.encode({"kernel": "rbf", "C": 1.0, "gamma": "scale"})
    linear = space.encode({"kernel": "linear", "C": 1.0})
    assert space.active(numeric)[[4, 5]].tolist() == [True, True]
    assert space.active(named)[[4, 5]].tolist() == [True, False]
    # gamma's own choice says "range", but gamma does not exist
    linear[4] = 0.75
    assert space.active(linear)[[4, 5]].tolist() == [False, False]
    assert space.active([numeric, named])[:, 5].tolist() == [True, False]


def test_alternatives_are_equally_likely():
    space = Space.from_params([{"a": [1]}, {"b": (0.0, 1.0)}, {"c": [1, 2]}])
    names = [next(iter(p)) for p in space.sample(6000, np.random.default_rng(0))]
    _, counts = np.unique(names, return_counts=True)
    assert stats.chisquare(counts).pvalue > 0.01


def test_samples_follow_the_priors():
    space = Space.from_params(SPECS["flat"])
    drawn = space.sample(4000, np.random.default_rng(0))
    priors = {
        "C": stats.loguniform(1e-3, 1e3),
        "tol": stats.loguniform(1e-5, 1e-1),
        "gamma": stats.gamma(2),
    }
    for name, prior in priors.items():
        values = [params[name] for params in drawn]
        assert stats.kstest(values, prior.cdf).pvalue > 0.01
    for name in ("degree", "kernel", "size"):
        _, counts = np.unique([p[name] for p in drawn], return_counts=True)
        assert stats.chisquare(counts).pvalue > 0.01


def test_number_of_candidates():
    def count(spec):
        return Space.from_params(spec).n_candidates

    assert count({"a": [1, 2], "b": (1, 5)}) == 10
    assert count({"a": [None, stats.randint(2, 31)]}) == 30
    assert count([{"a": [1, 2]}, {"b": ["x", "y", "z"]}]) == 5
    assert count({"a": (0.0, 1.0)}) == math.inf
    assert count({"a": (1.0, 1.0)}) == 1
    assert isinstance(count({"a": (1, 5)}), int)


def test_names_and_budgets():
    space = Space.from_params(SPECS["budgets"])
    assert space.names == ("a", "b", "step")
    assert space.budgets == (3, 7)
    assert Space.from_params(SPECS["alternatives"]).budgets is None


def test_one_alternative_by_itself():
    space = Space.from_params(SPECS["budgets"]).parts[1]
    assert space.names == ("a", "b")
    assert space.budgets is None
    assert [c.condition for c in space.coordinates] == [None, None]


def test_the_users_objects_come_back():
    space = Space.from_params({"step": STEPS})
    for step in STEPS:
        assert space.decode(space.encode({"step": step}))["step"] is step


def test_built_from_dimensions():
    space = Space([{"b": Integer(1, 3), "a": Categorical("xy")}])
    assert list(space.alternatives[0]) == ["a", "b"]
    assert "Integer(low=1, high=3" in repr(space)


def test_encode_chooses_the_alternative_that_contains_the_values():
    space = Space.from_params([{"a": [1, 2]}, {"a": [2, 3]}])
    assert space.encode({"a": 1})[0] == 0.25
    assert space.encode({"a": 2})[0] == 0.25
    assert space.encode({"a": 3})[0] == 0.75


def test_encode_rejects_what_is_not_in_the_space():
    space = Space.from_params([{"a": (0, 5)}, {"b": ["x"]}])
    with pytest.raises(ValueError, match=r"parameter 'a': 9 .* is not in Integer"):
        space.encode({"a": 9})
    with pytest.raises(ValueError, match=r"got the parameters \['a', 'b'\]"):
        space.encode({"a": 1, "b": "x"})


@pytest.mark.parametrize("u", [[0.5], [0.5] * 3, [[[0.5, 0.5]]], [np.nan, 0.5]])
def test_points_are_checked(u):
    space = Space.from_params({"a": (0, 5), "b": (0, 5)})
    for method in (space.decode, space.active, space.snap):
        with pytest.raises(ValueError, match="points"):
            method(u)


def test_decode_takes_one_point():
    space = Space.from_params({"a": (0, 5)})
    with pytest.raises(ValueError, match="one point"):
        space.decode([[0.5]])
    assert space.decode([-3.0]) == {"a": 0}
    assert space.decode([3.0]) == {"a": 5}


def test_contains_needs_all_names_and_no_other():
    space = Space.from_params(SPECS["alternatives"])
    assert space.contains({"kernel": "linear", "C": 0.1})
    assert not space.contains({"kernel": "linear"})
    assert not space.contains({"kernel": "linear", "C": 0.1, "degree": 3})
    assert not space.contains({"kernel": "linear", "C": 1e9})


def test_nearest_keeps_clips_and_fills():
    space = Space.from_params(SPECS["flat"])
    params = space.nearest({"C": 1 / 3, "degree": 9, "kernel": "poly"})
    assert params["C"] == 1 / 3
    assert params["degree"] == 5
    assert params["kernel"] == "linear"
    assert params["size"] == 20
    assert space.contains(params)


def test_nearest_fills_from_defaults():
    space = Space.from_params(SPECS["alternatives"])
    defaults = SVC().get_params()
    assert space.nearest({}, defaults) == {"C": 1.0, "gamma": "scale", "kernel": "rbf"}
    linear = space.nearest({"kernel": "linear"}, defaults)
    assert linear == {"C": 1.0, "kernel": "linear"}
    poly = space.nearest({"kernel": "poly"}, defaults)
    assert poly == {"C": 1, "degree": 3, "kernel": "poly"}


def test_nearest_rejects_an_unknown_name():
    space = Space.from_params({"C": (1, 10)})
    with pytest.raises(ValueError, match="'c' is not in the search space"):
        space.nearest({"c": 1})
