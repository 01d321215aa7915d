"""What holds of every format that is read and of every kind of dimension.

A new reader or dimension is tested by an entry in EXAMPLES or DIMENSIONS; that it has
one is tested too.
"""

from __future__ import annotations

import importlib
import inspect
import pickle
import pkgutil
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats
from sklearn.model_selection import ParameterSampler
from sklearn.svm import SVC

import sk_hpo.space
from sk_hpo.space import (
    Categorical,
    Dimension,
    Distribution,
    Entries,
    Integer,
    Mixed,
    Ordinal,
    Real,
    Space,
    Stepped,
)
from sk_hpo.space.dimensions.dimension import Axis
from sk_hpo.space.foreign_dimensions import as_distribution
from sk_hpo.space.readers import read_value, readers


def stand_in(module: str, name: str, **attributes: object) -> object:
    """Make an object that looks like another package's, which need not be there."""
    cls = type(name, (SimpleNamespace,), {"__module__": module})
    return cls(**attributes)


def skopt(name, **attributes):
    return stand_in("skopt.space.space", name, **attributes)


def optuna(name, **attributes):
    return stand_in("optuna.distributions", name, **attributes)


EXAMPLES = {
    "dicts": [
        {"a": (0.5, 2.0), "b": (1e-3, 1e3, "log-uniform")},
        {0: [1, 2, 5], 1: [None, stats.randint(1, 4)]},
    ],
    "optuna": [
        optuna("FloatDistribution", low=0.001, high=10.0, log=True, step=None),
        optuna("FloatDistribution", low=0.0, high=0.9, log=False, step=0.3),
        optuna("IntDistribution", low=1, high=9, log=False, step=2),
        optuna("IntDistribution", low=1, high=1000, log=True, step=1),
        optuna("CategoricalDistribution", choices=("a", None, True, 1)),
    ],
    "own_dimensions": [Real(0, 1), Integer(1, 9, log=True), Mixed([None, Real(0, 1)])],
    "scipy_frozen": [
        stats.uniform(-1, 3),
        stats.loguniform(1e-4, 1e4),
        stats.randint(2, 31),
        stats.norm(),
        stats.poisson(3),
        stats.norm,
    ],
    "sequence": [
        ["rbf", "linear"],
        [1, 10, 100],
        [None, (5,), (5, 5), stats.randint(1, 4)],
        range(3, 6),
        np.logspace(-2, 2, 5),
        np.array(["sqrt", "log2"]),
    ],
    "skopt": [
        skopt("Real", low=1e-3, high=10, prior="log-uniform", base=10),
        skopt("Integer", low=1, high=10, prior="uniform", base=10),
        skopt("Categorical", categories=("a", 1, None), prior=None),
        skopt("Categorical", categories=("a", "b"), prior=[0.2, 0.8]),
    ],
    "tuples": [
        (1, 10),
        (0.1, 10),
        (1e-3, 1e3, "log-uniform"),
        ("rbf", "linear"),
        (True, False),
        (1, 2, 3),
    ],
}

DIMENSIONS = {
    Categorical: [
        Categorical([None, "a", (1, 2), True, 1, 1.0, float("nan"), {"a": 1}]),
        Categorical([np.array([1, 2]), np.array([1, 3]), [0], [False]]),
        Categorical([SVC(), SVC(C=2), "passthrough"]),
        Categorical("abc", weights=[1, 2, 7]),
        Categorical(["alone"]),
    ],
    Distribution: [
        Distribution(stats.norm(3, 0.5)),
        Distribution(stats.expon()),
        Distribution(stats.beta(0.1, 0.1)),
        Distribution(stats.gamma(2, scale=1e-6)),
        Distribution(stats.t(1.5)),
        Distribution(stats.loguniform(1, 100, loc=-1)),
        Distribution(stats.norm(1e9, 1e-3)),
        Distribution(stats.poisson(4)),
        Distribution(stats.binom(10, 0.5)),
        Distribution(stats.geom(1e-5)),
        Distribution(stats.rv_discrete(values=([1, 5, 20], [0.5, 0.25, 0.25]))),
        Distribution(stats.rv_histogram(np.histogram([1.0, 2.0, 2.5, 9.0], bins=4))),
    ],
    Entries: [
        Entries({"a": Real(1e-3, 1e3, log=True), "b": Categorical([None])}),
        Entries({1: Mixed([None, Integer(1, 9)]), "1": Mixed(["x", Real(0, 1)])}),
    ],
    Integer: [
        Integer(0, 1),
        Integer(-7, 12),
        Integer(3, 3),
        Integer(0, 2**32 - 1),
        Integer(-(2**39), 2**39),
        Integer(1, 1000, log=True),
        Integer(1, 2, log=True),
        Integer(5, 5, log=True),
        Integer(17, 2**40, log=True),
        Integer(2**40 - 3, 2**40, log=True),
    ],
    Mixed: [
        Mixed([None, Integer(2, 30)]),
        Mixed(["sqrt", Real(0.1, 1), Integer(1, 10), 4, 20, None]),
        Mixed([Categorical(["a", None]), Ordinal([1, 2]), Real(3, 4)]),
    ],
    Ordinal: [
        Ordinal([10, 1, 100]),
        Ordinal([0.5, 1, 7.25]),
        Ordinal(np.logspace(-3, 3, 7)),
        Ordinal([4]),
        Ordinal([0, 1e-3, 1e300, -1e300]),
    ],
    Real: [
        Real(0, 1),
        Real(-1e6, 1e6),
        Real(0.1, 0.1 + 0.2),
        Real(-1 / 3, 2 / 3),
        Real(1e9, 1e9 + 1e-3),
        Real(1.0, np.nextafter(1.0, 2.0)),
        Real(-1e300, 1e300),
        Real(0, 1e-320),
        Real(2, 2),
        Real(1e-3, 1e3, log=True),
        Real(1 / 3, 7 / 3, log=True),
        Real(1e-300, 1e300, log=True),
        Real(1e-300, 1e-100, log=True),
        Real(1.0, np.nextafter(1.0, 2.0), log=True),
        # the lower end is half-way between two numbers of 12 digits
        Real(1.1296893627549732e169, 1.1297006596486008e169, log=True),
        Real(2, 2, log=True),
    ],
    Stepped: [
        Stepped(1, 9, 2),
        Stepped(0.0, 0.9, 0.3),
        Stepped(-0.25, 0.26, 0.1),
        Stepped(1e9, 1e9 + 1, 1e-2),
        Stepped(3, 3, 1),
    ],
}

each_reader = pytest.mark.parametrize("name", sorted(EXAMPLES))
each_example = pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in EXAMPLES.items() for value in values],
    ids=lambda x: repr(x)[:40],
)
each_dimension = pytest.mark.parametrize(
    "dim", [dim for dims in DIMENSIONS.values() for dim in dims], ids=repr
)
JUNK = [
    object(),
    "junk",
    None,
    True,
    -5,
    0,
    0.5,
    2.5,
    1e9,
    -(10**15),
    float("inf"),
    float("-inf"),
    float("nan"),
    np.float64(3.7),
    np.float32(3.7),
    np.int8(3),
    np.int64(4),
    (1, 2),
    np.array([1, 2]),
]


def points(dim: Dimension, n: int) -> np.ndarray:
    """Give points of a dimension's block, its corners and edges among them."""
    w = len(dim.axes)
    rng = np.random.default_rng(0)
    near = rng.random((n, w)) ** 12
    ends = np.array([0.0, 1.0, 0.5, 1e-17, np.nextafter(1.0, 0.0)])
    corners = np.array(np.meshgrid(*[ends] * min(w, 3))).reshape(min(w, 3), -1).T
    corners = np.column_stack([corners, np.full((len(corners), w - min(w, 3)), 0.5)])
    return np.vstack([rng.random((n, w)), near, 1 - near, corners])


def plain_python(value: object) -> bool:
    """Whether scikit-learn's checks take the value for what it is."""
    return not isinstance(value, np.generic)


def identical(a: object, b: object) -> bool:
    """Whether two values are one: of one type and equal, or the same object."""
    return a is b or (type(a) is type(b) and bool(np.all(a == b)))


def dimension_classes() -> set[type]:
    found = set()
    for module in pkgutil.walk_packages(sk_hpo.space.__path__, "sk_hpo.space."):
        members = vars(importlib.import_module(module.name)).values()
        found |= {c for c in members if inspect.isclass(c) and issubclass(c, Dimension)}
    return {c for c in found if not inspect.isabstract(c)}


# Readers


def test_every_reader_has_examples():
    assert set(EXAMPLES) == set(readers())


@each_reader
def test_reader_says_what_it_is(name):
    reader = readers()[name]
    assert reader.__doc__
    assert isinstance(reader.READ_AMONG_CHOICES, bool)
    assert isinstance(reader.SCIKIT_LEARN_DRAWS, bool)


@each_example
def test_just_one_reader_handles_a_value(name, value):
    assert [n for n, reader in readers().items() if reader.handles(value)] == [name]


@each_example
def test_a_space_of_what_is_read(name, value):
    space = Space.from_params({"p": value})
    for params in space.sample(50, np.random.default_rng(1)):
        assert plain_python(params["p"])
        assert space.contains(params)
        assert identical(space.decode(space.encode(params))["p"], params["p"])


@each_example
def test_reading_twice_gives_equal_dimensions(name, value):
    assert read_value(value) == read_value(value)


@pytest.mark.filterwarnings("ignore:.*in a list is one of its choices:UserWarning")
@each_example
def test_among_choices(name, value):
    if isinstance(value, Mixed):
        with pytest.raises(TypeError, match="cannot be an item"):
            read_value(["first", value])
        return
    dim = read_value(["first", value])
    if readers()[name].READ_AMONG_CHOICES:
        assert isinstance(dim, Mixed)
        assert dim.items[1] == read_value(value)
    else:
        assert isinstance(dim, Categorical)
        assert dim.choices[1] is value


@each_example
def test_drawn_by_scikit_learn(name, value):
    drawn = as_distribution(value)
    if readers()[name].SCIKIT_LEARN_DRAWS:
        assert drawn is value
        return
    dim = read_value(value)
    sampler = ParameterSampler({"p": drawn}, 20, random_state=3)
    values = [params["p"] for params in sampler]
    assert all(map(dim.contains, values))
    assert all(map(plain_python, values))
    again = [params["p"] for params in sampler]
    assert all(map(identical, values, again))


# Dimensions


def test_every_dimension_has_examples():
    assert dimension_classes() == set(DIMENSIONS)


@each_dimension
def test_round_trip_is_exact_and_in_the_unit_cube(dim):
    for u in points(dim, 40):
        value = dim.decode(u)
        written = dim.encode(value)
        read = dim.decode(written)
        assert identical(read, value)
        assert np.array_equal(dim.encode(read), written)
        assert written.shape == (len(dim.axes),)
        assert np.all((written >= 0) & (written <= 1))


@each_dimension
def test_values_are_contained_and_plain(dim):
    for u in points(dim, 50):
        value = dim.decode(u)
        assert dim.contains(value)
        assert plain_python(value)
        assert identical(dim.nearest(value), value)


@each_dimension
def test_snap_is_encode_of_decode(dim):
    u = points(dim, 50)
    for j, axis in enumerate(dim.axes):
        snapped = axis.snap(u[:, j])
        values = [axis.from_unit(float(x)) for x in u[:, j]]
        assert all(map(identical, values, map(axis.from_unit, snapped.tolist())))
        np.testing.assert_allclose(axis.snap(snapped), snapped, atol=1e-12, rtol=0)
        if axis.kind != "real":
            expected = [axis.to_unit(value) for value in values]
            np.testing.assert_allclose(snapped, expected, atol=1e-12, rtol=0)


@each_dimension
def test_nearest_of_anything_is_contained(dim):
    for junk in JUNK:
        value = dim.nearest(junk)
        assert dim.contains(value), junk
        assert plain_python(value), junk


@each_dimension
def test_what_is_not_contained_is_refused(dim):
    for junk in JUNK:
        if dim.contains(junk):
            assert dim.encode(junk).shape == (len(dim.axes),), junk
        else:
            with pytest.raises(ValueError, match="is not in"):
                dim.encode(junk)


@each_dimension
def test_middle_is_contained(dim):
    assert dim.contains(dim.middle())


@each_dimension
def test_size_counts_the_values(dim):
    for axis in dim.axes:
        if axis.size is None or axis.size > 2000:
            assert axis.kind in ("real", "integer")
            continue
        u = (np.arange(2**16) + 0.5) / 2**16
        written = np.unique(axis.snap(u))
        # a discrete distribution has values too rare to be met on this grid
        fewest = 0.5 if isinstance(axis, Distribution) else 1.0
        assert fewest * axis.size <= len(written) <= axis.size


@each_dimension
def test_coordinates(dim):
    assert len(dim.conditions) == len(dim.axes)
    for axis, condition in zip(dim.axes, dim.conditions, strict=True):
        assert isinstance(axis, Axis)
        assert axis.kind in ("real", "integer", "ordinal", "categorical")
        assert condition is None or 0 <= condition[0] < len(dim.axes)
        if axis.kind == "ordinal":
            assert len(axis.places) == axis.size


@each_dimension
def test_a_copy_is_equal_and_hashes_alike(dim):
    copy = pickle.loads(pickle.dumps(dim))
    if isinstance(dim, Distribution) and not hasattr(dim.frozen, "dist"):
        pytest.skip("scipy's own unfrozen distributions are compared by identity")
    assert copy == dim
    assert hash(copy) == hash(dim)
    assert dim != "something else"


@each_dimension
def test_unlike_every_other_dimension(dim):
    others = [d for dims in DIMENSIONS.values() for d in dims if d is not dim]
    assert all(dim != other for other in others)
