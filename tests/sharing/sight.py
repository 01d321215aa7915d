"""All that is seen of a fit, and whether two sights are equal to the last bit."""

import warnings

import numpy as np
import scipy.sparse
from sklearn.base import clone

from sk_hpo.sharing.for_rules.fitting import fit
from tests.sharing.equal import ANSWERS

PLAIN = (bool, int, float, complex, str, bytes, set, frozenset, type(None))


def outcome(estimator, X, y):
    """What is seen of a fit: attributes, answers, warnings; or the error."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            fitted = fit(estimator, X, y, {})
        except Exception as error:  # noqa: BLE001  compared
            return repr(error)
        told = {(w.category, str(w.message)) for w in caught}
        return public(fitted), answers(fitted, X, y), told


def public(fitted):
    """The attributes that a fit has set for users."""
    return {k: v for k, v in vars(fitted).items() if k.endswith("_") and k[0] != "_"}


def answers(fitted, X, y):
    """What the methods give for the rows, or the errors."""
    found = {}
    for name in ANSWERS:
        if hasattr(fitted, name):
            found[name] = _or_error(getattr(fitted, name), X)
    if hasattr(fitted, "fit_transform"):  # its own, in a TargetEncoder
        found["fit_transform"] = _or_error(clone(fitted).fit_transform, X, y)
    if hasattr(fitted, "kneighbors"):
        found["kneighbors"] = _or_error(fitted.kneighbors, X)
    if hasattr(fitted, "inverse_transform"):
        found["inverse"] = _or_error(fitted.inverse_transform, found.get("transform"))
    return found


def _or_error(method, *args):
    try:
        return method(*args)
    except Exception as error:  # noqa: BLE001  compared
        return repr(error)


def assert_same(one, other, where=""):
    """Every number in two sights is equal to the last bit, NaN to NaN."""
    assert type(one) is type(other), where
    if isinstance(one, dict):
        assert one.keys() == other.keys(), where
        for key in one:
            assert_same(one[key], other[key], f"{where}.{key}")
    elif isinstance(one, (list, tuple)):
        assert len(one) == len(other), where
        for number, pair in enumerate(zip(one, other, strict=True)):
            assert_same(*pair, f"{where}[{number}]")
    elif isinstance(one, (np.ndarray, np.generic)) and one.dtype != object:
        np.testing.assert_array_equal(one, other, err_msg=where)
        if one.dtype.kind == "f":
            np.testing.assert_array_equal(np.signbit(one), np.signbit(other), where)
    elif isinstance(one, PLAIN):
        assert one == other or one != one, where
    elif one is not other:
        assert_same(_parts(one), _parts(other), where)


def _parts(value):
    """What an object consists of: an estimator, a tree, a loss, a kernel."""
    if isinstance(value, np.ndarray):
        return value.shape, value.ravel().tolist()
    if scipy.sparse.issparse(value):
        return value.toarray()
    if isinstance(value, np.random.RandomState):
        return value.get_state()
    state = vars(value) if hasattr(value, "__dict__") else value.__getstate__()
    return repr(value) if state is None else state
