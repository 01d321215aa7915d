"""Plain Python values: what scikit-learn's parameter checks expect."""

from __future__ import annotations

import math
import numbers
import reprlib
from typing import Any

import numpy as np


def plain(value: Any) -> Any:
    """Turn a numpy scalar into a Python value.

    Parameters
    ----------
    value : object
        Anything; only numpy's bools, integers, floats and strings change.

    Returns
    -------
    object
    """
    if isinstance(value, np.floating):
        # np.longdouble's item() is a np.longdouble again
        return float(value)
    if isinstance(value, (np.bool_, np.integer, np.str_)):
        return value.item()
    return value


def is_number(value: Any) -> bool:
    """Return whether ``value`` is a real number; a bool is not."""
    return isinstance(value, numbers.Real) and not isinstance(value, (bool, np.bool_))


def is_finite(value: Any) -> bool:
    """Return whether ``value`` is a real number and finite; a bool is not."""
    return is_number(value) and math.isfinite(value)


def is_integer(value: Any) -> bool:
    """Return whether ``value`` is of an integer type; a bool is not."""
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def shown(value: Any) -> str:
    """Return a short ``repr`` for messages, with the type's name."""
    return f"{reprlib.repr(value)} ({type(value).__name__})"
