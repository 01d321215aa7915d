"""Check an argument that is a whole number."""

from __future__ import annotations

from numbers import Integral
from typing import Any


def whole_number(value: Any, name: str, least: int) -> int:
    """Return the value of an argument if it is a whole number of at least `least`.

    Raises
    ------
    TypeError, ValueError
        The message names the argument.
    """
    wanted = f"{name} must be an integer of at least {least}, got {value!r}"
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(wanted)
    if value < least:
        raise ValueError(wanted)
    return int(value)
