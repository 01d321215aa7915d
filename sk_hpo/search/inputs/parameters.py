"""Checks of what is searched that can be made before anything is fitted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sklearn.base import clone


def check_settable(estimator: Any, candidates: Iterable[dict[str, Any]]) -> None:
    """Raise scikit-learn's own error for a parameter that can't be set, before any fit.

    Tried once for each distinct set of names and kinds of values: names that only exist
    with certain values of others are right in the candidates that have them.
    """
    tried: set[frozenset[tuple[str, type]]] = set()
    for params in candidates:
        kinds = frozenset((name, type(value)) for name, value in params.items())
        if kinds in tried:
            continue
        tried.add(kinds)
        try:
            clone(estimator).set_params(**clone(params, safe=False))
        except ValueError as error:
            _name_the_nearest(error, estimator, params)
            raise


def _name_the_nearest(
    error: ValueError, estimator: Any, params: dict[str, Any]
) -> None:
    # Here: a grid does not need the spaces unless something is wrong with it.
    from sk_hpo.space.names import nearest_names

    valid = estimator.get_params(deep=True)
    for name in params:
        near = nearest_names(name, valid) if name not in valid else []
        if near:
            error.add_note(f"Nearest to {name!r}: {', '.join(map(repr, near))}.")
