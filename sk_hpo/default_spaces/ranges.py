"""Ranges as scipy's distributions and plain lists, which every search accepts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import loguniform, randint, uniform

from sk_hpo.default_spaces.written_space import written

# As many numbers stand for a range of integers on a log scale, for which scipy has no
# distribution.
N_INTEGERS = 16
# Log ranges are merged if the one that covers them is at most so many times as wide
# as each.
MOSTLY = 1.25


def real(low: float, high: float) -> Any:
    """Return the distribution of reals from `low` to `high`."""
    return uniform(low, float(f"{high - low:.12g}"))


def log_real(low: float, high: float) -> Any:
    """Return the distribution of reals whose logarithm is uniform.

    Its ends are rounded to two digits, so that they are read easily.
    """
    return loguniform(float(f"{low:.2g}"), float(f"{high:.2g}"))


def integer(low: int, high: int) -> Any:
    """Return the distribution of integers from `low` to `high`, both included."""
    return randint(low, high + 1)


def log_integer(low: int, high: int) -> list[int]:
    """Return integers from `low` to `high` that are evenly spaced on a log scale."""
    spaced = np.geomspace(low, max(low, high), N_INTEGERS)
    return sorted({round(number) for number in spaced.tolist()})


def zero_or_log(low: float, high: float) -> list[float]:
    """Return 0 and reals from `low` to `high` that are evenly spaced on a log scale.

    It is for penalties that are 0 by default: one list takes the place of two
    alternatives.
    """
    n = 2 * round(np.log10(high / low)) + 1
    spaced = np.geomspace(low, high, n)
    return [0.0, *(float(f"{number:.1g}") for number in spaced.tolist())]


def covering(values: Any, others: Any) -> Any:
    """Return what both of two ranges or lists are parts of; None if they differ much.

    That is one of them if they are equal, or a log range that covers two that mostly
    overlap.
    """
    if written(values) == written(others):
        return values
    kinds = [
        getattr(getattr(one, "dist", None), "name", "") for one in (values, others)
    ]
    if kinds != ["loguniform", "loguniform"]:
        return None
    (a, b), (c, d) = (np.log(one.support()) for one in (values, others))
    low, high = min(a, c), max(b, d)
    if high - low > MOSTLY * min(b - a, d - c):
        return None
    return log_real(float(np.exp(low)), float(np.exp(high)))


def kept_or(estimator: Any, name: str, others: Sequence[Any]) -> list[Any]:
    """Return the choices of a parameter: its value, and others if it is the default.

    A user who has set a parameter such as ``kernel`` has decided on it.
    """
    own = getattr(estimator, name)
    return [own, *others] if is_default(estimator, name) else [own]


def is_default(estimator: Any, name: str) -> bool:
    """Return whether a parameter has the default value of the estimator's class."""
    own = getattr(estimator, name)
    default = _defaults(type(estimator)).get(name)
    return own is default or (type(own) is type(default) and bool(own == default))


def _defaults(kind: type) -> dict[str, Any]:
    from inspect import signature

    parameters = signature(kind).parameters
    return {name: one.default for name, one in parameters.items()}
