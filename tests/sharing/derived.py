"""What scikit-learn's own estimators do when they are asked twice, found by asking."""

import copy
from numbers import Number
from types import ModuleType

import joblib
import numpy as np
from scipy.sparse import issparse
from sklearn.datasets import make_classification
from sklearn.utils import all_estimators, get_tags

from sk_hpo.sharing.identity.data_writes import IN_PLACE
from sk_hpo.sharing.identity.repeatable import METHODS
from tests.sklearn_private import StrOptions, construct_instances

N = 40
SMALL = {"max_iter": 20, "n_estimators": 3, "n_init": 1, "n_jobs": None}
SCORINGS = ("accuracy", "neg_log_loss", "r2", "v_measure_score")
MAX_ITER = {"TSNE": 250, "OrthogonalMatchingPursuitCV": None}


def instances():
    """Every estimator of scikit-learn, with generators of its own for what it draws."""
    for _, kind in all_estimators():
        try:
            made = list(construct_instances(kind))
        except Exception:  # noqa: BLE001  scikit-learn's own tests skip it too
            continue
        for estimator in made:
            known = estimator.get_params()
            small = {k: v for k, v in SMALL.items() if k in known}
            if kind.__name__ in MAX_ITER:
                small["max_iter"] = MAX_ITER[kind.__name__]
            seeds = {
                k: np.random.RandomState(0) for k in known if k.endswith("random_state")
            }
            yield estimator.set_params(**small, **seeds)


def variants(estimator):
    """The same estimator, and with each other word and switch; but how much it says."""
    yield estimator
    own = estimator.get_params(deep=False)
    for name, constraints in getattr(
        type(estimator), "_parameter_constraints", {}
    ).items():
        if name not in own or name == "verbose" or not isinstance(constraints, list):
            continue
        for constraint in constraints:
            values = [True, False] if constraint == "boolean" else []
            if isinstance(constraint, StrOptions):
                values = sorted(constraint.options - {"precomputed"})
            if name == "scoring":  # of some sixty names
                values = [value for value in values if value in SCORINGS]
            for value in values:
                if value == own[name]:
                    continue
                yield copy.deepcopy(estimator).set_params(**{name: value})


def data(estimator):
    """Rows and true values that it takes."""
    X, y = make_classification(N, 6, n_redundant=0, random_state=0)
    tags = get_tags(estimator)
    if tags.input_tags.positive_only or "Chi2" in type(estimator).__name__:
        X = np.abs(X)
    if tags.input_tags.pairwise:
        X = X @ X.T + 10 * np.eye(N)
    if tags.input_tags.one_d_array:
        X = X[:, 0]
    if tags.input_tags.string and not tags.input_tags.two_d_array:
        X = ["some words", "words of another text"] * (N // 2)
    if tags.input_tags.dict:
        X = [{"a": 1.0, "b": float(i)} for i in range(N)]
    if tags.input_tags.allow_nan and tags.input_tags.two_d_array:
        X[::7, 0] = np.nan
    if tags.target_tags.two_d_labels or not tags.target_tags.single_output:
        y = np.c_[y, 1 - y]
    if tags.target_tags.positive_only:
        y = y + 1.0
    return X, y


def fitted(estimator):
    """The estimator fitted, the rows, and whether it has written into any data."""
    X, y = data(estimator)
    before = joblib.hash((X, y))
    estimator.fit(X, y)
    return X, joblib.hash((X, y)) != before


def results_vary(estimator, X):
    """Which methods give other results, or change it, when called again."""
    found = []
    for method in METHODS:
        if not hasattr(estimator, method):
            continue
        try:
            first = getattr(estimator, method)(X)
        except Exception:  # noqa: BLE001  it has the method, but not for such rows
            continue
        before = state(estimator)
        second = getattr(estimator, method)(X)
        if not same_to_rounding(first, second) or state(estimator) != before:
            found.append(method)
    return found


def same_to_rounding(first, second):
    """Whether two results are the same, but for the order of sums of floats.

    On some processors this order depends on where an array lies in memory. What is
    drawn differs by more.
    """
    if issparse(first):
        return issparse(second) and same_to_rounding(first.toarray(), second.toarray())
    if getattr(getattr(first, "dtype", None), "kind", None) == "f":
        return np.allclose(first, second, rtol=1e-9, atol=1e-12, equal_nan=True)
    return joblib.hash(first) == joblib.hash(second)


def state(value, seen=()):
    """All that a result may depend on: numbers, arrays, generators, recursively.

    Not what a tree of neighbours counts of its own calls.
    """
    if id(value) in seen:
        return None
    seen = (*seen, id(value))
    if isinstance(value, np.random.RandomState):
        return joblib.hash(value.get_state())
    if isinstance(value, np.ma.MaskedArray):
        return state(value.data, seen), state(value.mask, seen)
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        return joblib.hash(value)
    if issparse(value):
        return joblib.hash(value)
    if isinstance(value, (Number, str, bytes, type(None))):
        return repr(value)
    if isinstance(value, dict):
        return [(repr(key), state(item, seen)) for key, item in value.items()]
    if isinstance(value, (list, tuple)) or type(value) is np.ndarray:
        return [state(item, seen) for item in value]
    if isinstance(value, ModuleType) or not hasattr(value, "__dict__"):
        return None  # a spline of scipy's holds the module that it computes with
    return state(vars(value), seen)


def in_place(estimator):
    """Whether a parameter of it, or of an estimator in it, asks to write into data."""
    return any(
        key.rpartition("__")[2] in IN_PLACE and value is False
        for key, value in estimator.get_params().items()
    )
