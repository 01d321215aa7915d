"""All that is seen of a fit, and whether two sights are equal."""

import warnings
from inspect import signature

import numpy as np
import pandas as pd
import scipy.sparse
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from sk_hpo.sharing.identity.repeatable import METHODS
from sk_hpo.sharing.identity.sklearn_fit import fit

# Their results are never known, and show what is not among the attributes.
OTHERS = ("apply", "kneighbors", "get_feature_names_out", "inverse_transform")
TOLERANCE = 1e-9
# A duality gap is a small difference of large numbers.
TOLERANCE_OF_GAPS = 1e-8


def outcome(estimator, X, y):
    """What is seen of a fit: attributes, results, warnings; or the error."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            fitted = fit(estimator, X, y, {})
        except Exception as error:  # noqa: BLE001  compared
            return type(error).__name__, str(error)
        told = {(w.category, str(w.message)) for w in caught}
        return public(fitted), results(fitted, X, y), told


def public(fitted):
    """The attributes that a fit has set for users."""
    found = {k: v for k, v in vars(fitted).items() if k.endswith("_") and k[0] != "_"}
    if getattr(fitted, "multi_class", None) == "crammer_singer":
        found.pop("n_iter_", None)  # liblinear leaves unset what is read here
    return found


def results(fitted, X, y):
    """What the methods give for the rows, or the errors."""
    found = {}
    for name in METHODS:
        if hasattr(fitted, name):
            method = getattr(fitted, name)
            found[name] = or_error(method, X)
            for keyword, value in switched(fitted, name):
                found[name, keyword] = or_error(method, X, **{keyword: value})
    for name in OTHERS:
        if hasattr(fitted, name):
            names = name == "get_feature_names_out"
            rows = found.get("transform") if name == "inverse_transform" else X
            found[name] = or_error(getattr(fitted, name), *([] if names else [rows]))
    if hasattr(fitted, "fit_transform"):  # its own, in a TargetEncoder
        found["fit_transform"] = or_error(clone(fitted).fit_transform, X, y)
    return found


def switched(fitted, name):
    """Switches of a method, such as return_std, and what they are not by default."""
    while isinstance(fitted, Pipeline):  # which hands them on
        fitted = fitted.steps[-1][1]
    method = getattr(type(fitted), name, None)
    if method is None:
        return []
    found = signature(method).parameters.values()
    return [
        (one.name, not one.default)
        for one in found
        if isinstance(one.default, bool) and one.name != "copy"  # it would write into X
    ]


def or_error(method, *args, **kwargs):
    """What it gives, or the error that it raises."""
    try:
        return method(*args, **kwargs)
    except Exception as error:  # noqa: BLE001  compared like a result
        return type(error).__name__, str(error)


def assert_same(one, other, where="", *, rounds=False):
    """Every number in two sights is equal to the last bit, or to rounding."""
    assert type(one) is type(other), where
    if isinstance(one, dict):
        assert one.keys() == other.keys(), where
        for key in one:
            assert_same(one[key], other[key], f"{where}.{key}", rounds=rounds)
    elif isinstance(one, (list, tuple)):
        assert len(one) == len(other), where
        for number, pair in enumerate(zip(one, other, strict=True)):
            assert_same(*pair, f"{where}[{number}]", rounds=rounds)
    elif isinstance(one, (str, bytes, set, frozenset, type(None))):
        assert one == other, where
    elif isinstance(one, (bool, int, float, complex, np.generic)):
        _assert_numbers(np.asarray(one), np.asarray(other), where, rounds=rounds)
    elif isinstance(one, np.ndarray) and one.dtype != object:
        _assert_numbers(one, other, where, rounds=rounds)
    elif one is not other:
        assert_same(_parts(one), _parts(other), where, rounds=rounds)


def _assert_numbers(one, other, where, *, rounds):
    assert (one.dtype, one.shape) == (other.dtype, other.shape), where
    if one.dtype.kind != "f":
        np.testing.assert_array_equal(one, other, err_msg=where)
    elif rounds:
        gap = where.endswith("dual_gap_")
        least = TOLERANCE_OF_GAPS if gap else TOLERANCE
        np.testing.assert_allclose(one, other, least, least, err_msg=where)
    else:
        np.testing.assert_array_equal(one, other, err_msg=where)
        np.testing.assert_array_equal(np.signbit(one), np.signbit(other), where)


def _parts(value):
    """What an object consists of: an estimator, a tree, a loss, a kernel."""
    if isinstance(value, np.ndarray):
        return value.shape, value.ravel().tolist()
    if scipy.sparse.issparse(value):
        return value.toarray(), value.has_canonical_format
    if isinstance(value, pd.DataFrame):
        return value.index.tolist(), value.columns.tolist(), value.to_numpy()
    if isinstance(value, np.random.RandomState):
        return None  # how far it was used: members of an ensemble have one in common
    state = vars(value) if hasattr(value, "__dict__") else value.__getstate__()
    return repr(value) if state is None else state
