"""Tokens: hashable values that are equal for equal settings.

Two estimators with equal tokens have equal fits on the same data. A value that does not
guarantee this has no token: an unknown estimator, one that draws from the global random
state, a user-defined function. The error says why.
"""

from __future__ import annotations

import hashlib
import sys
from collections import OrderedDict
from collections.abc import Hashable
from functools import partial
from inspect import signature
from struct import pack
from types import BuiltinFunctionType, FunctionType
from typing import Any

import numpy as np
import scipy.sparse
import scipy.special

from sk_hpo.registry import is_exactly

# Exactly these types: a subclass may behave in any way.
EXACT = frozenset({bool, int, str, bytes, type(None)})
PLAIN = EXACT | {float, complex}
SEQUENCES = (tuple, list)
DICTS = (dict, OrderedDict)
SETS = (set, frozenset)
# In workers, joblib may map large arrays to files.
ARRAYS = (np.ndarray, np.memmap)
# Functions of these packages are assumed to depend only on their arguments.
TRUSTED = ("numpy", "scipy", "sklearn", "builtins", "math", "operator")
# The modules that have ufuncs, since a ufunc may not know its module.
OF_UFUNCS = ("numpy", "scipy.special")


class UnknownError(Exception):
    """Raised if a value has no token; the message says why fits are not shared."""


def of_value(value: Any) -> Hashable:
    """Return the token of a parameter's value that is not an estimator.

    Raises
    ------
    UnknownError
        If equal values may lead to different fits.
    """
    kind = type(value)
    if kind in EXACT:  # most are
        return kind, value
    if is_plain(value):
        return kind, _exactly(value)
    if kind in SEQUENCES:
        return kind, tuple(of_value(item) for item in value)
    if kind in DICTS:
        pairs = [(of_value(key), of_value(item)) for key, item in value.items()]
        return kind, tuple(pairs)
    if kind in SETS:
        return kind, frozenset(of_value(item) for item in value)
    if kind is slice:
        return slice, of_value((value.start, value.stop, value.step))
    if kind in ARRAYS:
        return _of_array(value)
    if scipy.sparse.issparse(value):
        parts = value.tocoo()
        return (kind, value.shape, *map(_of_array, (parts.row, parts.col, parts.data)))
    if kind is np.random.RandomState:
        return kind, of_value(value.get_state(legacy=False))
    return _of_callable(value)


def is_plain(value: Any) -> bool:
    """Return whether a value is a plain number, string or the like."""
    kind = type(value)
    return kind in PLAIN or (
        isinstance(value, np.generic)
        and kind.__module__ == "numpy"
        and not value.dtype.hasobject
    )


def _exactly(value: Any) -> Hashable:
    """Return bytes, which also tell equal numbers apart such as 0.0 and -0.0."""
    if type(value) is float:
        return pack("d", value)  # so NaN equals itself
    if type(value) is complex:
        return pack("dd", value.real, value.imag)
    return _form(value.dtype), value.tobytes()


def _form(dtype: Any) -> str:
    # ``str`` of a dtype with fields is only its size
    return str(dtype.str if dtype.names is None else dtype)


def _of_array(array: Any) -> Hashable:
    # sums may depend on the order in memory
    form = np.ndarray, array.shape, array.flags.c_contiguous, array.flags.f_contiguous
    if array.dtype.hasobject:
        return *form, _form(array.dtype), of_value(array.ravel().tolist())
    digest = hashlib.blake2b(np.ascontiguousarray(array).tobytes(), digest_size=16)
    return *form, _form(array.dtype), digest.digest()


def _of_callable(value: Any) -> Hashable:
    if type(value) is partial:
        given = of_value((value.args, value.keywords))
        return partial, _trusted(value.func, value.keywords), given
    if isinstance(value, (FunctionType, BuiltinFunctionType, type, np.ufunc)):
        return _trusted(value, {})
    if is_exactly(value, "sklearn.compose.make_column_selector"):
        return type(value), of_value(vars(value))
    raise UnknownError(
        f"a parameter is or contains a {type(value).__name__}, and equal ones may not "
        "give equal fits"
    )


def _trusted(function: Any, keywords: dict[str, Any]) -> Hashable:
    name = _name(function)
    module = home_of(function)
    if module is None or module.partition(".")[0] not in TRUSTED:
        raise UnknownError(f"{name}, a user-defined function, may do anything")
    if keywords.get("random_state") is None and _takes_seed(function):
        raise UnknownError(
            f"{name} without a random_state draws new random numbers in every fit"
        )
    return module, name


def _name(function: Any) -> str:
    return str(getattr(function, "__qualname__", getattr(function, "__name__", "")))


def home_of(function: Any) -> str | None:
    """Return the module in which a function is found by its name, or None.

    There is none for a bound method, or if the name is that of another function.
    """
    modules = (getattr(function, "__module__", None) or "builtins",)
    for module in OF_UFUNCS if isinstance(function, np.ufunc) else modules:
        found: Any = sys.modules.get(module)
        for part in _name(function).split("."):
            found = getattr(found, part, None)
        if found is function:
            return module
    return None


def _takes_seed(function: Any) -> bool:
    try:
        return "random_state" in signature(function).parameters
    except (TypeError, ValueError):  # some compiled functions have no signature
        return False
