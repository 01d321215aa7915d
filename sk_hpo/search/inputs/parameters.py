"""Check that parameters can be set, before anything is fitted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sklearn.base import clone


def check_settable(estimator: Any, candidates: Iterable[dict[str, Any]]) -> None:
    """Raise scikit-learn's own error for a parameter that can't be set, before any fit.

    Names that the estimator has can be set, unless a candidate replaces one of its
    parts too, such as a step. Of other candidates with the same names and types of
    values only the first is tried. All its parameters are set together, since some
    names exist only with certain values of others.
    """
    valid = estimator.get_params(deep=True)
    plain: set[frozenset[str]] = set()
    tried: set[frozenset[tuple[str, type]]] = set()
    for params in candidates:
        names = frozenset(params)
        if names in plain:
            continue
        if names <= valid.keys() and not any(_has_parts(valid[name]) for name in names):
            plain.add(names)
            continue
        kinds = frozenset((name, type(value)) for name, value in params.items())
        if kinds in tried:
            continue
        tried.add(kinds)
        try:
            clone(estimator).set_params(**clone(params, safe=False))
        except ValueError as error:
            _suggest_names(error, estimator, params)
            raise


def _has_parts(value: Any) -> bool:
    """Return whether a value is an estimator, or a list such as that of the steps."""
    return hasattr(value, "get_params") or isinstance(value, list | tuple | dict)


def _suggest_names(error: ValueError, estimator: Any, params: dict[str, Any]) -> None:
    # imported here, since a grid needs spaces only if one of its names is wrong
    from sk_hpo.space.names import nearest_names

    valid = estimator.get_params(deep=True)
    for name in params:
        near = nearest_names(name, valid) if name not in valid else []
        if near:
            names, are = ("name", "is") if len(near) == 1 else ("names", "are")
            shown = ", ".join(map(repr, near))
            error.add_note(f"The {names} nearest to {name!r} {are} {shown}.")
