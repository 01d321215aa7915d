"""Check the arguments of callbacks when they are made."""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Any


def check_count(name: str, value: Any) -> None:
    """Raise an error unless a value is an integer of at least 1.

    Raises
    ------
    TypeError, ValueError
        If it is not; the message names the argument.
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be an integer of at least 1, got {value!r}")
    if value < 1:
        raise ValueError(f"{name} must be an integer of at least 1, got {value!r}")


def check_number(
    name: str, value: Any, low: float = -math.inf, *, above: bool = False
) -> None:
    """Raise an error unless a value is a finite number of at least `low`.

    With `above` it must be greater than `low`.

    Raises
    ------
    TypeError, ValueError
        If it is not; the message names the argument.
    """
    wanted = "a finite number"
    if low > -math.inf:
        wanted += f" {'greater than' if above else 'of at least'} {low:g}"
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be {wanted}, got {value!r}")
    if not math.isfinite(value) or value < low or (above and value == low):
        raise ValueError(f"{name} must be {wanted}, got {value!r}")
