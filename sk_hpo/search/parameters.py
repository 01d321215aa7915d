"""Checks of what is searched that can be made before anything is fitted."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from sklearn.base import clone


def check_settable(estimator: Any, candidates: Iterable[dict[str, Any]]) -> None:
    """Raise scikit-learn's own error for a parameter that can't be set, before any fit.

    Tried once for each distinct set of names: names that only exist with certain
    values of others are right in the candidates that have them.
    """
    tried: set[frozenset[str]] = set()
    for params in candidates:
        names = frozenset(params)
        if names in tried:
            continue
        tried.add(names)
        try:
            clone(estimator).set_params(**clone(params, safe=False))
        except ValueError as error:
            _name_the_nearest(error, estimator, params)
            raise


def _name_the_nearest(
    error: ValueError, estimator: Any, params: dict[str, Any]
) -> None:
    valid = estimator.get_params(deep=True)
    for name in params:
        near = difflib.get_close_matches(name, valid, n=3) if name not in valid else []
        if near:
            error.add_note(f"Nearest to {name!r}: {', '.join(map(repr, near))}.")
