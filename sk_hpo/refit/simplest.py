"""What users say of simplicity, as an order of candidates."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
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
        return [simplest(dict(given)) for given in params]
    wanted = {simplest: "low"} if isinstance(simplest, str) else simplest
    for name in wanted:
        if not any(name in given for given in params):
            known = sorted({name for given in params for name in given})
            raise ValueError(
                f"simplest names the parameter {name!r}, which the search did not "
                f"vary; it varied {', '.join(map(repr, known)) or 'none'}"
            )
    return [
        tuple(_place(name, direction, given) for name, direction in wanted.items())
        for given in params
    ]


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
