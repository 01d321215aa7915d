"""Ranges made wide enough for the estimator's own settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scipy.stats import loguniform

from sk_hpo.default_spaces.ranges import integer, real
from sk_hpo.space.plain_values import is_number


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
    if not is_number(own) or isinstance(own, bool):
        return values
    if isinstance(values, list):
        numbers = all(is_number(one) and not isinstance(one, bool) for one in values)
        # a list of one number is a setting, not a range
        several = numbers and len(values) > 1
        return sorted({*values, own}) if several and own not in values else values
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
