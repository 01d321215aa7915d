"""Names of the entries of a dict-valued parameter.

``transformer_weights`` of a ColumnTransformer is one parameter, but its entries are
searched separately. A descent names an entry ``ct__transformer_weights['num']``; names
of parameters have no brackets.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Mapping
from typing import Any

Params = dict[str, Any]


def entry_name(parameter: str, key: Hashable) -> str:
    """Return the name of an entry."""
    return f"{parameter}[{key!r}]"


def parameter_of(name: str) -> str:
    """Return the parameter of a name, which may be that of an entry."""
    return name.partition("[")[0]


def key_of(name: str) -> Any:
    """Return the key of an entry."""
    return ast.literal_eval(name.partition("[")[2].removesuffix("]"))


def is_entry(name: str) -> bool:
    """Return whether a name is that of an entry."""
    return name.endswith("]")


def flat(params: Mapping[str, Any]) -> Params:
    """Replace dicts by their entries."""
    pairs: Params = {}
    for name, value in params.items():
        if isinstance(value, Mapping):
            pairs |= {entry_name(name, key): item for key, item in value.items()}
        else:
            pairs[name] = value
    return pairs


def nested(params: Mapping[str, Any]) -> Params:
    """Replace entries by dicts; the inverse of `flat`."""
    whole: Params = {}
    for name, value in params.items():
        if is_entry(name):
            whole.setdefault(parameter_of(name), {})[key_of(name)] = value
        else:
            whole[name] = value
    return whole


def set_values(estimator: Any, params: Mapping[str, Any]) -> Any:
    """Set parameters and entries; other entries of the dicts do not change.

    Returns
    -------
    estimator
        The one that was given.
    """
    values = nested(params)
    for name in {parameter_of(name) for name in params if is_entry(name)}:
        current = estimator.get_params()[name]
        values[name] = {**(current or {}), **values[name]}
    return estimator.set_params(**values)
