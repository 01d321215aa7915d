"""Equal content, equal fingerprint, in any process; another content, another one."""

import functools
import subprocess
import sys
import threading
from ast import literal_eval
from copy import deepcopy
from pickle import PickleBuffer
from types import FunctionType, ModuleType

import numpy as np
import pytest
import scipy.sparse
from scipy.stats import loguniform, norm
from sklearn.base import BaseEstimator, clone
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.gaussian_process.kernels import RBF
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import get_scorer, make_scorer
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC

from sk_hpo.journal.fingerprint import NoContentError, content_of

LOCK = threading.Lock()


def shift(by):
    def shifted(x):
        return x + by

    return shifted


def locked(x):
    with LOCK:
        return x


def recursive(n):
    return n if n < 2 else recursive(n - 1)


class Model(BaseEstimator):
    """Of no package with a version."""

    def __init__(self, k=1):
        self.k = k

    def fit(self, X, y):
        return self


def another_model(times):
    class Model(BaseEstimator):
        def fit(self, X):
            self.mean_ = times * X.mean()
            return self

    return Model


# Each made twice: as different objects, their contents are equal.
THINGS = {
    "None": lambda: None,
    "True": lambda: True,
    "1": lambda: 1,
    "1.0": lambda: 1.0,
    "-1.0": lambda: -1.0,
    "text 1": lambda: "1",
    "bytes": lambda: b"1",
    "nan": lambda: float("nan"),
    "list": lambda: [1, 2],
    "tuple": lambda: (1, 2),
    "nested": lambda: [[1], [2]],
    "nested otherwise": lambda: [[1, 2], []],
    "dict": lambda: {"a": 1, "b": [2]},
    "set": lambda: {"a", "b", "c"},
    "slice": lambda: slice(1, 2),
    "array": lambda: np.array([1, 2]),
    "array of floats": lambda: np.array([1.0, 2.0]),
    "array in two dimensions": lambda: np.array([[1, 2]]),
    "array of objects": lambda: np.array([1, "2"], dtype=object),
    "array of dates": lambda: np.array(["2020-01-01"], dtype="M8[D]"),
    "empty array": lambda: np.empty((0, 3)),
    "structured": lambda: np.zeros(2, dtype=[("a", int), ("b", float)]),
    "numpy scalar": lambda: np.float32(1.0),
    "sparse": lambda: scipy.sparse.csr_matrix(np.eye(3)),
    "sparse columns": lambda: scipy.sparse.csc_matrix(np.eye(3)),
    "random state": lambda: np.random.RandomState(0),
    "another random state": lambda: np.random.RandomState(1),
    "generator": lambda: np.random.default_rng(0),
    "estimator": lambda: SVC(C=2),
    "another parameter": lambda: SVC(C=3),
    "another type": lambda: SVC(C=2.0),
    "pipeline": lambda: make_pipeline(StandardScaler(), Ridge()),
    "another step": lambda: make_pipeline(StandardScaler(), Ridge(alpha=2)),
    "frames asked for": lambda: StandardScaler().set_output(transform="pandas"),
    "kernel": lambda: RBF(2.0),
    "splitter": lambda: KFold(3, shuffle=True, random_state=0),
    "class": lambda: SVC,
    "function": lambda: np.log1p,
    "scorer": lambda: get_scorer("accuracy"),
    "scorer of a threshold": lambda: get_scorer("roc_auc"),
    "own scorer": lambda: make_scorer(lambda y, z: (y == z).mean()),
    "lambda": lambda: lambda x: x + 1,
    "another constant": lambda: lambda x: x + 2,
    "another default": lambda: lambda x=1: x + 1,
    "closure": lambda: shift(1),
    "another closure": lambda: shift(2),
    "lock among globals": lambda: locked,
    "recursive": lambda: recursive,
    "partial": lambda: functools.partial(shift, 1),
    "method": lambda: np.random.RandomState(0).normal,
    "distribution": lambda: loguniform(1e-2, 1),
    "another distribution": lambda: loguniform(1e-3, 1),
    "a third": lambda: norm(0, 1),
    "own estimator": Model,
    "own class": lambda: another_model(1),
    "own class otherwise": lambda: another_model(2),
    "with a function": lambda: FunctionTransformer(shift(1)),
    "with another function": lambda: FunctionTransformer(shift(2)),
}


@pytest.mark.parametrize("make", THINGS.values(), ids=THINGS)
def test_equal_things(make):
    assert content_of(make()) == content_of(make())
    assert content_of([make(), make()]) != content_of([make()])


def test_different_things():
    contents = {}
    for name, make in THINGS.items():
        contents.setdefault(content_of(make()), []).append(name)
    assert [names for names in contents.values() if len(names) > 1] == []


def test_use_leaves_no_trace():
    """What a search does with its settings is no change of them."""
    distribution, pipeline = loguniform(1e-2, 1), make_pipeline(PCA(2), SVC())
    before = content_of((distribution, pipeline, Model()))
    deepcopy(distribution).rvs(3)
    distribution.rvs(2, random_state=np.random.RandomState(0))
    clone(pipeline).fit(*load_iris(return_X_y=True))
    deepcopy(Model())  # takes down in the class which slots it has
    assert content_of((deepcopy(distribution), clone(pipeline), Model())) == before


def test_an_estimator_is_its_parameters_where_it_is_cloned():
    X, y = load_iris(return_X_y=True)
    fitted = LogisticRegression(max_iter=1000).fit(X, y)
    assert content_of(fitted) == content_of(clone(fitted))
    # and what it has learned, where it is used as it is
    assert content_of(fitted.predict) != content_of(clone(fitted).predict)
    other = clone(fitted).fit(X[::2], y[::2])
    assert content_of(fitted.predict) != content_of(other.predict)


def test_frozen_estimators_are_what_they_have_learned():
    frozen = pytest.importorskip("sklearn.frozen")
    X, y = load_iris(return_X_y=True)
    one, other = (
        frozen.FrozenEstimator(SVC().fit(X[start:], y[start:])) for start in (0, 1)
    )
    assert content_of(one) == content_of(deepcopy(one)) != content_of(other)


def test_order_in_memory_and_memory_maps_do_not_matter(tmp_path):
    X = np.random.default_rng(0).random((6, 4))
    np.save(tmp_path / "X.npy", X)
    mapped = np.load(tmp_path / "X.npy", mmap_mode="r")
    assert content_of(np.asfortranarray(X)) == content_of(X) == content_of(mapped)
    assert content_of(X[:, ::-1]) != content_of(X)


def frames(module):
    pd = pytest.importorskip(module)
    plain = {"a": [1, 2], "b": ["x", "y"]}
    yield pd.DataFrame(plain)
    yield pd.DataFrame({"a": [1, 2], "c": ["x", "y"]})
    yield pd.DataFrame({"a": [1, 3], "b": ["x", "y"]})
    yield pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]})
    yield pd.DataFrame({"b": ["x", "y"], "a": [1, 2]})
    yield pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    yield pd.Series([1, 2])
    yield pd.Series([1, None])
    if module == "pandas":
        yield pd.DataFrame(plain, index=[1, 2])
        yield pd.DataFrame(plain).astype({"b": "category"})
        yield pd.Series(pd.Categorical(["x"], categories=["x", "y"]))
        yield pd.Series(pd.Categorical(["x"], categories=["y", "x"]))
        yield pd.Series([1, None], dtype="Int64")
        yield pd.Series(pd.date_range("2020", periods=2, tz="UTC"))
    else:
        yield pd.Series(["x", "y"], dtype=pd.Categorical)


@pytest.mark.parametrize("module", ["pandas", "polars"])
def test_frames(module):
    contents = [content_of(frame) for frame in frames(module)]
    assert len(set(contents)) == len(contents)
    assert contents == [content_of(frame) for frame in frames(module)]


def test_a_list_in_itself():
    loop = [1]
    loop.append(loop)
    again = [1]
    again.append(again)
    assert content_of(loop) == content_of(again) != content_of([1, [1]])


class OutOfBand:
    """Pickles its bytes as a buffer where the protocol allows it, as pyarrow does."""

    def __init__(self, data):
        self.data = bytes(data)

    def __reduce_ex__(self, protocol):
        return OutOfBand, (PickleBuffer(self.data) if protocol > 4 else self.data,)


def test_objects_that_can_be_pickled_out_of_band():
    contents = [content_of(OutOfBand(data)) for data in (b"a", b"a", b"b")]
    assert contents[0] == contents[1] != contents[2]


def test_what_has_no_content():
    with pytest.raises(NoContentError, match=r"content of a _thread\.lock can't be"):
        content_of({"lock": LOCK})


SCRIPT = """
from tests.journal.test_fingerprint import THINGS, content_of
print([content_of(make()) for make in THINGS.values()])
"""


def test_the_same_in_another_process():
    printed = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    theirs = dict(zip(THINGS, literal_eval(printed.stdout), strict=True))
    ours = {name: content_of(make()) for name, make in THINGS.items()}
    assert ours == theirs


def test_functions_are_what_they_take_from_a_users_module():
    def module(name, **members):
        made = ModuleType(name)
        vars(made).update(members)
        return made

    def score(estimator, X, y):
        return metrics.parts.loss(y, estimator.predict(X))  # noqa: F821  given below

    contents = []
    for by in (1, 1, 2):
        inner = module("own.parts", loss=shift(by), rest=object())
        known = {"metrics": module("own", parts=inner, rest=contents)}
        contents.append(content_of(FunctionType(score.__code__, known)))
    assert contents[0] == contents[1] != contents[2]
    assert len({contents[0], content_of(FunctionType(score.__code__, {}))}) == 2
