"""Lists, ranges and one-dimensional arrays: choices."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from sk_hpo.space.dimensions.choices import choices_of
from sk_hpo.space.dimensions.dimension import Dimension
from sk_hpo.space.readers import read_item
from sk_hpo.space.readers.tuple_hints import distribution_of
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
    _warn_of_tuples(items)
    return choices_of(read_item(item) for item in items)


def _warn_of_tuples(items: Sequence[Any]) -> None:
    """Warn about tuples that look like ranges, where the choices are no tuples."""
    # Those of an ngram_range are meant. So are those beside a distribution: its author
    # knows how to write a range.
    meant = all(isinstance(item, tuple) for item in items) or any(
        isinstance(read_item(item), Dimension) for item in items
    )
    for item in items:
        if not isinstance(item, tuple) or (meant and len(item) == 2):
            continue
        code = distribution_of(item)
        if code is not None:
            warnings.warn(
                f"{item!r} in a list is one of its choices; if a range is meant, write "
                f"{code}. To keep the choice without this warning, write "
                "sk_hpo.space.Categorical([...]) for the list",
                stacklevel=2,
            )


def _is_meant_as_range(items: Sequence[Any]) -> bool:
    """Return whether items are two numbers and the name of a prior."""
    return len(items) > 2 and is_range(items) and items[2] in PRIORS


def _is_series(value: Any) -> bool:
    # recognised without importing pandas; masks and data frames are not choices
    names = ("__array__", "__len__", "__iter__", "ndim", "dtype")
    return not isinstance(value, (type, np.generic)) and all(
        hasattr(value, name) for name in names
    )
