"""What users say of simplicity, as an order of candidates."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from numbers import Real
from typing import Any

Params = Mapping[str, Any]
Simplest = str | Mapping[str, str] | Callable[[Params], Any]

ACCEPTED = (
    'a mapping of parameters to "low" or "high" in order of importance, such as '
    '{"max_depth": "low", "min_samples_leaf": "high"}, the name of a parameter of '
    "which lower values are simpler, or a callable of the parameters"
)


def check_simplest(simplest: Any) -> None:
    """Raise an error if this does not say what is simple."""
    if isinstance(simplest, str) or callable(simplest):
        return
    if not isinstance(simplest, Mapping):
        raise TypeError(f"simplest must be {ACCEPTED}; got {simplest!r}")
    if not simplest:
        raise ValueError(f"simplest must be {ACCEPTED}; got an empty mapping")
    for name, direction in simplest.items():
        if direction not in ("low", "high"):
            raise ValueError(
                f'simplest[{name!r}] must be "low" or "high", got {direction!r}'
            )


def complexities(simplest: Simplest, params: list[Params]) -> list[Any]:
    """Return what orders candidates, the simplest first.

    Parameters
    ----------
    simplest : str, mapping or callable
    params : list of dict
        The parameters of each candidate.
    """
    if callable(simplest):
        return _asked(simplest, params)
    wanted = {simplest: "low"} if isinstance(simplest, str) else simplest
    check_names(simplest, {name for given in params for name in given})
    return [
        tuple(_place(name, direction, given) for name, direction in wanted.items())
        for given in params
    ]


def check_names(simplest: Simplest, known: Iterable[str]) -> None:
    """Raise an error for a parameter that is not among those that the search varies."""
    if callable(simplest):
        return
    names = sorted(known)
    for name in [simplest] if isinstance(simplest, str) else simplest:
        if name not in names:
            raise ValueError(
                f"simplest names the parameter {name!r}, which the search does not "
                f"vary; it varies {', '.join(map(repr, names)) or 'none'}"
            )


def _asked(simplest: Callable[[Params], Any], params: list[Params]) -> list[Any]:
    """Return what a callable says of each candidate, if it puts them in an order."""
    found: list[Any] = []
    least = None
    for given in params:
        try:
            key = simplest(dict(given))
        except Exception as error:
            raise ValueError(
                f"simplest={simplest!r} raised {type(error).__name__}: {error} for the "
                f"candidate {dict(given)}"
            ) from error
        if _has_nan(key):
            raise ValueError(
                f"simplest={simplest!r} returned {key!r}, which has no place in an "
                f"order, for the candidate {dict(given)}"
            )
        try:
            # as `min` compares tuples that begin with keys
            if not found or (key != least and key < least):
                least = key
        except (TypeError, ValueError) as error:
            other = "" if not found else f" after {least!r} for another one"
            raise TypeError(
                f"simplest={simplest!r} must return what can be ordered, such as "
                f"numbers; it returned {key!r} for the candidate {dict(given)}{other}"
            ) from error
        found.append(key)
    return found


def _has_nan(key: Any) -> bool:
    parts = key if isinstance(key, tuple | list) else [key]
    return any(isinstance(part, Real) and math.isnan(part) for part in parts)


def _place(name: str, direction: str, given: Params) -> tuple[bool, float]:
    """Where one parameter puts a candidate: those that do not have it come last."""
    if name not in given:
        return True, 0.0
    value = given[name]
    if value is None:  # max_depth=None: no limit
        number = math.inf
    elif isinstance(value, Real) and not math.isnan(value):
        number = float(value)
    else:
        raise TypeError(
            f"simplest orders candidates by {name!r}, of which a value is {value!r}; "
            "it must be a number or None. Give a callable of the parameters instead, "
            'such as lambda params: ["linear", "rbf"].index(params["kernel"])'
        )
    return False, number if direction == "low" else -number
