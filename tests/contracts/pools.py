"""Every way to a worker pool, opened as users do, and what the tests run there."""

import contextlib
import multiprocessing
import os
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
from joblib.parallel import ParallelBackendBase
from sklearn import get_config
from sklearn.base import BaseEstimator, ClassifierMixin

from sk_hpo.pool import open_pool

# Longer than anything here takes, shorter than the time limit of a test.
PATIENCE = 60  # seconds


class ThirdParty(ParallelBackendBase):
    """A backend such as a package may register: all it has is joblib's interface.

    Its processes outlive a call, as a cluster does, and know nothing of cloudpickle.
    """

    supports_retrieve_callback = True
    workers = None

    @classmethod
    def executor(cls):
        if cls.workers is None:
            context = multiprocessing.get_context("spawn")
            cls.workers = ProcessPoolExecutor(2, context)
        return cls.workers

    @classmethod
    def shut_down(cls):
        if cls.workers is not None:
            cls.workers.shutdown()
        cls.workers = None

    def effective_n_jobs(self, n_jobs):
        return 2

    def submit(self, func, callback=None):
        future = self.executor().submit(func)
        future.add_done_callback(callback)
        return future

    def retrieve_result_callback(self, out):
        return out.result()


def register_third_party():
    joblib.register_parallel_backend("third_party", ThirdParty)


def register_ray():
    from ray.util.joblib import register_ray

    register_ray()


@dataclass(frozen=True)
class Way:
    """How users come to a kind of pool."""

    name: str
    kind: str  # in sk_hpo.pool.KINDS
    n_workers: int = 2
    config: dict = field(default_factory=dict)  # of joblib.parallel_config
    register: Callable = lambda: None
    copies: bool = True  # whether objects are copied on their way to a worker
    limited: bool = False  # whether `fit_timeout` is asked for

    @property
    def n_jobs(self):
        return self.n_workers

    @contextlib.contextmanager
    def configured(self):
        """The user's configuration."""
        self.register()
        with joblib.parallel_config(**self.config):
            yield

    @contextlib.contextmanager
    def open(self):
        """A pool of two workers, or one if there is no more."""
        with self.configured():
            pool = open_pool(self.n_jobs, limited=self.limited)
            try:
                yield pool
            except BaseException:
                pool.close(abort=True)
                raise
            pool.close()


WAYS = [
    Way("in_process", "sequential", n_workers=1, copies=False),
    Way("threads", "threading", config={"backend": "threading"}, copies=False),
    Way("loky", "loky"),
    Way("multiprocessing", "loky", config={"backend": "multiprocessing"}),
    Way("worker_processes", "loky", limited=True),
    Way("dask", "dask", config={"backend": "dask"}),
    Way(
        "third_party",
        "other",
        config={"backend": "third_party"},
        register=register_third_party,
    ),
    Way("ray", "ray", config={"backend": "ray"}, register=register_ray),
]


def taken(outcome):
    """The items of an outcome, and the error after them, raised or returned."""
    items = []
    try:
        items.extend(outcome.results)
    except Exception as error:  # noqa: BLE001  any is what a test looks at
        return items, error
    return items, outcome.error


def items_of(pool, task, *args, shared=None):
    """The items of one task that is run alone, and must not fail."""
    pool.submit(task, pool.share(shared), *args)
    items, error = taken(pool.next_done())
    if error is not None:
        raise error
    return items


# Tasks


def count(value, start, n):
    yield from range(start, start + n)


def number_of(value):
    yield value.number


def add(value, number):
    yield value + number


def call(value, function, *args):
    yield function(*args)


def look(value, function):
    """What `function` says of the shared value."""
    yield function(value)


def wait_for(value, path):
    deadline = time.monotonic() + PATIENCE
    while not os.path.exists(path):
        if time.monotonic() > deadline:
            yield "gave up"
            return
        time.sleep(0.005)
    yield "waited"


def doze(value, n, seconds):
    for item in range(n):
        time.sleep(seconds)
        yield item


def fail_after(value, n, error_class, *args):
    yield from range(n)
    the_culprit(error_class, *args)


def the_culprit(error_class, *args):
    raise error_class(*args)


def place():
    return os.getpid(), threading.get_ident()


# Objects that are shared or passed


class Counted:
    """Writes a line to a file each time it is unpickled."""

    def __init__(self, path, number):
        self.path = str(path)
        self.number = number

    def __setstate__(self, state):
        self.__dict__.update(state)
        with open(self.path, "a") as file:
            file.write(f"{os.getpid()}\n")

    def loads(self):
        """The processes that have read it, once for each time."""
        path = Path(self.path)
        return path.read_text().split() if path.exists() else []


class NoLuggageError(Exception):
    """Can't be pickled."""

    def __init__(self, message):
        super().__init__(message)
        self.lock = threading.Lock()


class NoReturnError(Exception):
    """Can be pickled, but not read again: its class wants two arguments."""

    def __init__(self, message, other):
        super().__init__(message)


class Unreadable:
    """Can be pickled; reading it fails."""

    def __reduce__(self):
        return fail, ()


def fail():
    raise ValueError("this object cannot be read")


def made_in_main():
    """Objects of a script or notebook, which no worker can import."""
    source = """
class Recipe:
    def __init__(self, factor):
        self.factor = factor
    def __call__(self, x):
        return twice(x) * self.factor

class RecipeError(ValueError):
    pass

def twice(x):
    return 2 * x

def task(value, x):
    yield float(value(x))
    raise RecipeError("burnt", x)
"""
    names = {"__name__": "__main__"}
    exec(source, names)
    return names


# Data, in every layout that a user's may have


def layouts(folder):
    """Arrays and tables by name; some are mapped from files in `folder`."""
    rng = np.random.default_rng(0)
    square = rng.random((60, 40))
    path = Path(folder) / "data.bin"
    square.tofile(path)
    mapped = np.memmap(path, float, "r", shape=(60, 40))
    private = np.memmap(path, float, "c", shape=(60, 40))
    private[0] = -1.0  # in memory alone
    frame = pd.DataFrame(
        {
            "a": square[:, 0],
            "b": np.arange(60),
            "c": pd.Categorical(["x", "y", "z"] * 20),
            "d": pd.date_range("2020-01-01", periods=60, freq="D"),
            "e": [None, "text", 1.5] * 20,
        }
    )
    return {
        "C": square,
        "F": np.asfortranarray(square),
        "rows": square[::2],
        "columns": square[:, ::3],
        "reversed": square[::-1],
        "repeated": np.broadcast_to(square[0], (50, 40)),
        "empty": square[:0],
        "scalar": np.array(3.5),
        "integers": rng.integers(0, 9, 500).astype(np.int8),
        "big_endian": square.astype(">f4"),
        "text": np.array(["a", "bc", "def"] * 100),
        "objects": np.array([1, None, "a", (2, 3)] * 100, dtype=object),
        "dates": np.arange(500).astype("datetime64[s]"),
        "records": np.zeros(100, dtype=[("x", float), ("y", "S5")])[::2],
        "masked": np.ma.masked_greater(square, 0.5),
        "frame": frame,
        "series": frame["a"],
        "csr": sparse(square, "csr_matrix"),
        "csc_array": sparse(square, "csc_array"),
        "mapped": mapped,
        "mapped_part": mapped[10:20],
        "mapped_transposed": mapped.T,
        "mapped_reversed": mapped[::-1],
        "mapped_columns": mapped[:, 3:30:2],
        "mapped_plain": np.asarray(mapped),
        "mapped_masked": np.ma.masked_array(mapped, mapped > 0.5),
        "mapped_offset": np.memmap(path, float, "r", offset=800, shape=(20, 40)),
        "mapped_fortran": np.memmap(path, float, "r", shape=(60, 40), order="F"),
        "mapped_frame": pd.DataFrame(mapped, copy=False),
        "private": private,
        "private_part": private[:5],
    }


def sparse(array, name):
    import scipy.sparse

    return getattr(scipy.sparse, name)(np.where(array > 0.7, array, 0.0))


def content(value):
    """All that an estimator could see of `value`, as something that compares."""
    if isinstance(value, np.ma.MaskedArray):
        return "masked", content(value.data), content(value.mask)
    if isinstance(value, pd.DataFrame):
        columns = [content(value[name]) for name in value]
        return "frame", list(value), content(value.index.to_numpy()), columns
    if isinstance(value, pd.Series):
        return "series", str(value.dtype), value.name, value.tolist().__repr__()
    if hasattr(value, "tocoo"):
        parts = [content(part) for part in (value.data, value.indices, value.indptr)]
        return type(value).__name__, value.shape, parts
    return "array", value.dtype.str, value.shape, np.asarray(value).tolist().__repr__()


def order(array):
    return array.flags.c_contiguous, array.flags.f_contiguous


# What surrounds a task


def parallelism():
    """What joblib would do with a parallel call made here."""
    backend, n_jobs = joblib.parallel.get_active_backend()
    inner = joblib.Parallel(n_jobs=2)
    return (
        type(backend).__name__,
        backend.nesting_level,
        n_jobs,
        joblib.effective_n_jobs(2),
        type(inner._backend).__name__,
    )


def thread_limits():
    """The threads of each numerical library here."""
    import sklearn.linear_model  # noqa: F401  loads OpenMP and scipy's BLAS
    from threadpoolctl import threadpool_info

    return sorted((lib["prefix"], lib["num_threads"]) for lib in threadpool_info())


# Estimators


class Echo(ClassifierMixin, BaseEstimator):
    """Remembers what it saw in fit."""

    def __init__(self, number=0):
        self.number = number

    def fit(self, X, y, sample_weight=None):
        self.classes_ = np.unique(y)
        config = get_config()
        self.saw_ = [
            isinstance(X, pd.DataFrame),
            config["transform_output"] == "pandas",
            config["enable_metadata_routing"],
            config["assume_finite"],
            sample_weight is not None and len(sample_weight) == len(X),
        ]
        return self

    def predict(self, X):
        return np.full(len(X), self.classes_[0])


def what_echo_saw(pipeline, X, y):
    """A scorer: the bits of all that was as it should be."""
    return float(sum(2**bit for bit, saw in enumerate(pipeline[-1].saw_) if saw))


class FootnoteWarning(UserWarning):
    pass


class Warner(ClassifierMixin, BaseEstimator):
    """Warns in fit if its number is odd."""

    def __init__(self, number=0):
        self.number = number

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        if self.number % 2:
            warnings.warn(f"footnote {self.number}", FootnoteWarning, stacklevel=2)
        return self

    def predict(self, X):
        return np.full(len(X), self.classes_[0])
