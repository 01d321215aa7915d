import pickle

import numpy as np
import pytest
from scipy.stats import loguniform, randint

from sk_hpo.space import Space
from sk_hpo.strategies.model.columns import Columns
from sk_hpo.strategies.model.grid import Grid

SVC = {
    "C": loguniform(1e-3, 1e3),
    "degree": (2, 5),
    "gamma": ["scale", loguniform(1e-4, 10)],
    "kernel": ["linear", "rbf", "poly"],
}
TAKES = {"linear": set(), "rbf": {"gamma"}, "poly": {"gamma", "degree"}}


def idle(params, owner=None):
    """Of kernels, nested or not."""
    prefix = "model__" if "model__kernel" in params else ""
    kernel = params.get(f"{prefix}kernel", "poly")
    names = {f"{prefix}{name}" for name in {"gamma", "degree"} - TAKES[kernel]}
    return names & params.keys()


def nested(spec):
    return {f"model__{name}": value for name, value in spec.items()}


def points(space, n=200):
    return np.random.default_rng(0).random((n, len(space.coordinates)))


SPACES = [
    SVC,
    nested(SVC),
    [{"scaler": ["a", "b"], **nested(SVC)}, {"model__C": (1, 5)}],
    [{"kernel": ["rbf"], "degree": [2, 3]}, {"kernel": ["poly"], "degree": [2, 3]}],
]


@pytest.mark.parametrize("spec", SPACES)
def test_idle_parameters_have_no_distance(spec):
    space = Space.from_params(spec).ignoring(idle)
    columns = Columns(space)
    for u in points(space):
        params = space.decode(u)
        for name in idle(params):
            dimension = next(a[name] for a in space.alternatives if name in a)
            other = {
                **params,
                name: dimension.decode(1 - dimension.encode(params[name])),
            }
            same = space.encode(other), space.encode(params)
            np.testing.assert_array_equal(*same)
            np.testing.assert_array_equal(*(columns.of(u[None]) for u in same))


@pytest.mark.parametrize("spec", SPACES)
def test_what_is_not_idle_is_as_it_was(spec):
    plain = Space.from_params(spec)
    space = plain.ignoring(idle)
    for u in points(space):
        params = plain.decode(u)
        gone = idle(params)
        names = [c.name for c in space.coordinates]
        counts = np.array([name not in gone for name in names])
        np.testing.assert_array_equal(space.active(u), plain.active(u) & counts)
        np.testing.assert_array_equal(space.snap(u)[counts], plain.snap(u)[counts])
        np.testing.assert_array_equal(space.snap(u)[~counts], 0.5)


@pytest.mark.parametrize("spec", SPACES)
def test_snapped_points_are_where_their_candidates_are_written(spec):
    space = Space.from_params(spec).ignoring(idle)
    U = space.snap(points(space))
    np.testing.assert_array_equal(space.snap(U), U)
    written = [space.encode(space.decode(u)) for u in U]
    np.testing.assert_allclose(written, U, atol=1e-9)


def test_a_grid_has_each_model_once():
    spec = {"degree": [2, 3, 4], "kernel": ["linear", "rbf", "poly"]}
    assert len(Grid(Space.from_params(spec)).points()) == 9
    assert len(Grid(Space.from_params(spec).ignoring(idle)).points()) == 5


def test_values_of_a_parameter_that_is_idle_in_the_middle_are_found():
    spec = {"degree": [2, 3, 4], "kernel": ["linear", "rbf", "poly"]}
    space = Space.from_params(spec).ignoring(idle)
    assert len(Grid(space).values(0)) == 3


def test_what_is_idle_for_some_numbers_only_counts():
    space = Space.from_params({"a": (0.0, 1.0), "b": (0.0, 1.0), "c": ["x", "y"]})
    known = space.ignoring(lambda p, _: {"b"} if p["a"] < 0.4 else set())
    assert known.active(points(known)).all()


def test_what_is_idle_for_some_of_its_own_values_only_counts():
    spec = {"fraction": [0.1, 0.2, None, 0.3], "stop": [False, True]}
    space = Space.from_params(spec).ignoring(
        lambda p, _: set() if p["stop"] or p["fraction"] is None else {"fraction"}
    )
    U = Grid(space).points()
    np.testing.assert_array_equal(space.snap(U), U)
    assert len(U) == 8


def test_of_a_large_number_of_choices_all_count():
    choices = {f"c{k}": ["x", "y", "z"] for k in range(6)}
    space = Space.from_params({**choices, "a": (0.0, 1.0)})
    asked = []
    known = space.ignoring(lambda p, _: asked.append(p) or {"a"})
    assert known.active(points(space)).all()
    assert not asked


def test_choices_of_other_alternatives_are_not_counted():
    alternatives = [
        {f"m__{k}{c}": ["x", "y"] for c in "abcdef"} | {f"m__{k}n": (0.0, 1.0)}
        for k in range(4)
    ]
    space = Space.from_params(alternatives).ignoring(
        lambda p, _: {name for name in p if name.endswith("n")}
    )
    for j, coordinate in enumerate(space.coordinates):
        assert space.is_ignored(j) is coordinate.name.endswith("n")
    assert not space.active(points(space))[
        :, [c.kind == "real" for c in space.coordinates]
    ].any()


def test_the_settings_of_other_estimators_do_not_decide():
    spec = {"kernel": ["rbf", "poly"], "model__degree": (2, 5)}
    space = Space.from_params(spec).ignoring(
        lambda p, _: {"model__degree"} if p.get("kernel") == "rbf" else set()
    )
    # `kernel` is a setting of the estimator that `model` is a part of
    assert space.active(points(space)).all()


@pytest.mark.parametrize(
    "models",
    [
        {"model": ["ridge", "lasso"]},
        {"steps": [[("model", "ridge")], [("model", "lasso")]]},
    ],
)
def test_the_choice_of_an_estimator_decides(models):
    spec = {**models, "model__solver": ["a", "b"]}

    def no_solver(params, owner):
        idle = owner == "model" and "lasso" in str(params)
        return {"model__solver"} if idle else set()

    assert len(Grid(Space.from_params(spec).ignoring(no_solver)).points()) == 3


def test_what_never_matters_has_no_column():
    space = Space.from_params({"C": (0.0, 1.0), "degree": (1, 5), "kernel": ["rbf"]})
    assert Columns(space.ignoring(idle)).names == ("C",)
    assert Columns(space).names == ("C", "degree")


def test_alternatives_and_pickles_know_it_too():
    space = Space.from_params([SVC, {"n": randint(1, 5)}]).ignoring(idle)
    for known in (space.parts[0], pickle.loads(pickle.dumps(space))):
        assert not known.active(points(known)).all()
        assert known.ignored is idle
