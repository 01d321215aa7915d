"""What makes two settings equal: a token, hashable and free of identity.

Two estimators with equal tokens, fitted on the same data, are equal. What can't promise
that has no token, and the reason is told: an estimator that is not known, one that
draws from the global random state, a function that may do anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from functools import partial
from types import BuiltinFunctionType, FunctionType
from typing import Any

import numpy as np
import scipy.sparse

from sk_hpo.registry import is_exactly

PLAIN = (bool, int, float, complex, str, bytes, type(None), np.generic)
# Functions of these packages are taken for functions of their arguments alone.
TRUSTED = ("numpy", "scipy", "sklearn", "builtins", "math", "operator")
# Functions among them that draw from the global random state, or from their object's.
DRAWING = ("shuffle", "resample")
RANDOM = (np.random.RandomState, np.random.Generator)


class UnknownError(Exception):
    """No token: the text says why nothing that depends on the value is shared."""


def of_value(value: Any) -> Hashable:
    """The token of a parameter's value, estimators excepted.

    Raises
    ------
    UnknownError
        If equal looks do not promise equal fits.
    """
    if isinstance(value, PLAIN):
        # 1, 1.0 and True are equal, but not the same parameter; NaN equals itself here
        return type(value), repr(value) if value != value else value
    if isinstance(value, (tuple, list)):
        return type(value), tuple(of_value(item) for item in value)
    if isinstance(value, dict):
        pairs = [(of_value(key), of_value(item)) for key, item in value.items()]
        return dict, tuple(pairs)
    if isinstance(value, (set, frozenset)):
        return type(value), frozenset(of_value(item) for item in value)
    if isinstance(value, slice):
        return slice, of_value((value.start, value.stop, value.step))
    if isinstance(value, np.ndarray):
        return _of_array(value)
    if scipy.sparse.issparse(value):
        parts = value.tocoo()
        return (
            type(value),
            value.shape,
            *map(_of_array, (parts.row, parts.col, parts.data)),
        )
    if isinstance(value, np.random.RandomState):
        kind, keys, *rest = value.get_state(legacy=True)
        return np.random.RandomState, kind, _of_array(keys), *rest
    return _of_callable(value)


def _of_array(array: Any) -> Hashable:
    if array.dtype.hasobject:
        return np.ndarray, array.shape, of_value(array.ravel().tolist())
    digest = hashlib.blake2b(np.ascontiguousarray(array).tobytes(), digest_size=16)
    return np.ndarray, array.dtype.str, array.shape, digest.digest()


def _of_callable(value: Any) -> Hashable:
    if isinstance(value, partial):
        args = tuple(of_value(item) for item in value.args)
        function = value.func
        keywords = of_value(value.keywords)
        return partial, _trusted(function, value.keywords), args, keywords
    if isinstance(value, (FunctionType, BuiltinFunctionType, type, np.ufunc)):
        return _trusted(value, {})
    if is_exactly(value, "sklearn.compose.make_column_selector"):
        return type(value), of_value(vars(value))
    raise UnknownError(f"a {type(value).__name__} among the parameters is not known")


def _trusted(function: Any, keywords: dict[str, Any]) -> Hashable:
    module = getattr(function, "__module__", None) or type(function).__module__
    name = getattr(function, "__qualname__", function.__name__)
    if module.partition(".")[0] not in TRUSTED or "<" in name:
        raise UnknownError(f"{name}, a function of the user's, may do anything")
    if name in DRAWING or isinstance(getattr(function, "__self__", None), RANDOM):
        raise UnknownError(f"{name} draws anew for every fit, without a random_state")
    if name.startswith("mutual_info") and not _is_seed(keywords.get("random_state")):
        raise UnknownError(f"{name} without a random_state draws anew for every fit")
    return module, name


def _is_seed(value: Any) -> bool:
    return value is not None
