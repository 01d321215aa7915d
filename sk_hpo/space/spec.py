"""Read a search space as users write it: dicts, some with a number of candidates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sk_hpo.space.dimensions.dimension import Dimension
from sk_hpo.space.named_errors import named_errors
from sk_hpo.space.plain_values import is_integer, shown
from sk_hpo.space.readers import read_value

FORMS = "a dict, a list of dicts, or a list of (dict, number of candidates)"


def read_spec(
    spec: Any,
) -> tuple[list[dict[str, Dimension]], tuple[int, ...] | None]:
    """Read a search space.

    Parameters
    ----------
    spec : dict, list of dict, or list of (dict, int)

    Returns
    -------
    alternatives : list of dict of str to Dimension
    budgets : tuple of int, or None
        Number of candidates of each alternative, if given.
    """
    if isinstance(spec, Mapping):
        return [_read_dict(spec)], None
    if not isinstance(spec, (list, tuple)) or _is_pair(spec):
        raise TypeError(f"the search space must be {FORMS}, got {shown(spec)}")
    if not spec:
        raise ValueError(f"the search space is empty: it must be {FORMS}")
    if all(isinstance(item, Mapping) for item in spec):
        return [_read_dict(item) for item in spec], None
    if not all(_is_pair(item) for item in spec):
        raise TypeError(
            f"the search space must be {FORMS}, with items of one kind; got "
            f"{shown(spec)}"
        )
    budgets = tuple(_checked_budget(n) for _, n in spec)
    return [_read_dict(item) for item, _ in spec], budgets


def _is_pair(item: Any) -> bool:
    return (
        isinstance(item, (tuple, list))
        and len(item) == 2
        and isinstance(item[0], Mapping)
        and not isinstance(item[1], (Mapping, list, tuple))
    )


def _checked_budget(n: Any) -> int:
    if not is_integer(n):
        raise TypeError(
            f"the number of candidates of a dict must be an int, got {shown(n)}"
        )
    if n < 1:
        raise ValueError(
            f"the number of candidates of a dict must be at least 1, got {n}"
        )
    return int(n)


def _read_dict(params: Mapping[Any, Any]) -> dict[str, Dimension]:
    if not params:
        raise ValueError("the search space has a dict without parameters")
    read = {}
    for name, value in params.items():
        if not isinstance(name, str):
            raise TypeError(f"parameter names must be str, got {shown(name)}")
        with named_errors(f"parameter {name!r}"):
            read[name] = read_value(value)
    return read
