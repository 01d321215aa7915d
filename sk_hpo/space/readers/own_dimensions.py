"""Dimensions of this package."""

from __future__ import annotations

from typing import Any

from sk_hpo.space.dimensions.dimension import Dimension

READ_AMONG_CHOICES = True
SCIKIT_LEARN_DRAWS = True


def handles(value: Any) -> bool:
    """Return whether ``value`` is a dimension already."""
    return isinstance(value, Dimension)


def read(value: Any) -> Dimension:
    """Return the dimension itself."""
    assert isinstance(value, Dimension)
    return value
