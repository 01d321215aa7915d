"""Ranges made wide enough for the estimator's own settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scipy.stats import loguniform

from sk_hpo.default_spaces.ranges import integer, real
from sk_hpo.space.plain_values import is_number


def own_or_range(estimator: Any, name: str, values: Any) -> list[dict[str, Any]]:
    """Return the alternatives of a parameter: its value, if no number, and a range."""
    own = getattr(estimator, name)
    if not is_number(own):
        return [{name: [own]}, {name: values}]
    if isinstance(values, list):
        values = sorted({*values, own})
    return [{name: values}]


def with_own_values(
    own: Mapping[str, Any], alternative: Mapping[str, Any]
) -> dict[str, Any]:
    """Return an alternative whose ranges include the estimator's own numbers."""
    return {
        name: _with_number(values, own.get(name))
        for name, values in alternative.items()
    }


def _with_number(values: Any, own: Any) -> Any:
    """Return a range or a list of numbers that includes the number `own`."""
    if not is_number(own):
        return values
    if isinstance(values, list):
        return _list_with(values, own)
    low, high = (float(end) for end in values.support())
    if low <= own <= high:
        return values
    low, high = min(low, own), max(high, own)
    name = values.dist.name
    if name == "randint":
        return integer(int(low), int(high))
    if name == "uniform":
        return real(low, high)
    return loguniform(low, high) if own > 0 else values


def _list_with(values: list[Any], own: Any) -> list[Any]:
    """Return a list that includes the number `own`, if it has several choices."""
    numbers = [one for one in values if is_number(one)]
    # a list of one choice is a setting, not a range
    if len(values) < 2 or not numbers or own in numbers:
        return values
    others = [one for one in values if not is_number(one)]
    return [*others, *sorted([*numbers, own])]
