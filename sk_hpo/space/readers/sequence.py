"""Lists, ranges and one-dimensional arrays: choices."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from sk_hpo.space.dimensions.choices import choices_of
from sk_hpo.space.dimensions.dimension import Dimension
from sk_hpo.space.plain_values import is_integer, plain
from sk_hpo.space.readers import read_item
from sk_hpo.space.readers.tuples import PRIORS, is_range

READ_AMONG_CHOICES = False
SCIKIT_LEARN_DRAWS = True


def handles(value: Any) -> bool:
    """Return whether ``value`` is an array, series or list, not text or a tuple."""
    if isinstance(value, (str, bytes, bytearray, tuple)):
        return False
    return isinstance(value, (Sequence, np.ndarray)) or _is_series(value)


def read(value: Any) -> Dimension:
    """Read the choices; ranges among them are read as ranges."""
    if getattr(value, "ndim", 1) != 1:
        raise ValueError(
            f"an array of choices must have one dimension, got shape {value.shape}"
        )
    items = list(value)
    if _is_meant_as_range(items):
        raise ValueError(
            f"{items!r} looks like a range, which must be a tuple: {tuple(items)!r}"
        )
    for item in items:
        if isinstance(item, tuple) and _is_meant_as_range(item):
            warnings.warn(
                f"{item!r} in a list is one of its choices; if a range is meant, write "
                f"{_dimension(*item[:3])}",
                stacklevel=2,
            )
    return choices_of(read_item(item) for item in items)


def _dimension(low: Any, high: Any, prior: str) -> str:
    """Return the code of a range that may be among choices."""
    low, high = plain(low), plain(high)
    kind = "Integer" if is_integer(low) and is_integer(high) else "Real"
    scale = ", log=True" if prior == "log-uniform" else ""
    return f"sk_hpo.space.{kind}({low!r}, {high!r}{scale})"


def _is_meant_as_range(items: Sequence[Any]) -> bool:
    """Return whether items are two numbers and the name of a prior."""
    return len(items) > 2 and is_range(items) and items[2] in PRIORS


def _is_series(value: Any) -> bool:
    # recognised without importing pandas; masks and data frames are not choices
    names = ("__array__", "__len__", "__iter__", "ndim", "dtype")
    return not isinstance(value, (type, np.generic)) and all(
        hasattr(value, name) for name in names
    )
