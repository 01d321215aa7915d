"""Equality of choices, for values of any kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import isnan
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

# So many values are compared each with each.
FEW = 100


def same(a: Any, b: Any) -> bool:
    """Compare by identity, then by ``==``, which may return or raise anything.

    A bool does not equal a number, NaN equals NaN, and arrays are compared as a whole.
    Estimators are the same if their classes and parameters are, since a search that is
    read from a file has copies of the user's objects.

    Parameters
    ----------
    a, b : object

    Returns
    -------
    bool
    """
    if a is b:
        return True
    if isinstance(a, (bool, np.bool_)) != isinstance(b, (bool, np.bool_)):
        return False
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return _same_arrays(a, b)
    for kind in (tuple, list):
        if isinstance(a, kind) and isinstance(b, kind):
            return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, BaseEstimator) and type(a) is type(b):
        a, b = a.get_params(deep=False), b.get_params(deep=False)
        return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
    if isinstance(a, float) and isinstance(b, float) and isnan(a) and isnan(b):
        return True
    try:
        equal = a == b
    except Exception:  # noqa: BLE001 - a user's own __eq__ may raise anything
        return False
    return isinstance(equal, (bool, np.bool_)) and bool(equal)


def find(value: Any, choices: Sequence[Any]) -> int | None:
    """Find the first choice that is ``value``.

    A choice of the same type is preferred: ``max_features=1`` is one feature,
    ``max_features=1.0`` is all of them, and a list may hold both.

    Parameters
    ----------
    value : object
    choices : sequence

    Returns
    -------
    int or None
        The index, or None if there is no such choice.
    """
    equal = [i for i, choice in enumerate(choices) if same(choice, value)]
    typed = [i for i in equal if type(choices[i]) is type(value)]
    return next(iter(typed or equal), None)


def finder(choices: Sequence[Any]) -> Callable[[Any], int | None]:
    """Return `find` among the same choices, quicker for many values."""
    known = {_key(choice): i for i, choice in enumerate(choices)}

    def quick(value: Any) -> int | None:
        i = known.get(_key(value))
        return find(value, choices) if i is None else i

    return quick


def different_values(values: Iterable[Any]) -> list[Any]:
    """Return the different ones of many values, in the order in which they come first.

    1, 1.0 and True are three. If the different ones are very many, only those that are
    hashed alike are seen to be equal, so that it takes no time.
    """
    found = list({_key(value): value for value in values}.values())
    return list(distinct(found)) if len(found) <= FEW else found


def _key(value: Any) -> Any:
    try:
        return type(value), hash(value), value
    except TypeError:
        return type(value), id(value)


def distinct(choices: Sequence[Any]) -> tuple[Any, ...]:
    """Drop every choice that equals an earlier one of the same type."""
    kept: list[Any] = []
    for choice in choices:
        if not any(_alike(other, choice) for other in kept):
            kept.append(choice)
    return tuple(kept)


def all_alike(some: Sequence[Any], others: Sequence[Any]) -> bool:
    """Compare two sequences item by item; 1 and 1.0 differ, as they may for a fit."""
    return len(some) == len(others) and all(map(_alike, some, others))


def _alike(a: Any, b: Any) -> bool:
    return type(a) is type(b) and same(a, b)


def _same_arrays(a: Any, b: Any) -> bool:
    if not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)):
        return False
    if a.shape != b.shape or a.dtype != b.dtype:
        return False
    if a.dtype == object:
        return all(map(same, a.ravel().tolist(), b.ravel().tolist()))
    return np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
