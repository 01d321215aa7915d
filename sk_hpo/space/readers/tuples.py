"""Tuples: ``(low, high)``, ``(low, high, prior)``; any other tuple is choices.

scikit-optimize's four items ``(low, high, prior, base)`` are read too: the base of the
logarithm changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sk_hpo.space.dimensions.choices import choices_of
from sk_hpo.space.dimensions.dimension import Dimension
from sk_hpo.space.dimensions.integer import Integer
from sk_hpo.space.dimensions.real import Real
from sk_hpo.space.plain_values import is_integer, is_number, plain
from sk_hpo.space.readers import read_item

READ_AMONG_CHOICES = False
SCIKIT_LEARN_DRAWS = True
PRIORS = ("uniform", "log-uniform")


def handles(value: Any) -> bool:
    """Return whether ``value`` is a tuple."""
    return isinstance(value, tuple)


def read(value: Any) -> Dimension:
    """Read a range, both ends included, or choices."""
    if not is_range(value):
        return choices_of(read_item(item) for item in value)
    low, high = plain(value[0]), plain(value[1])
    prior = value[2] if len(value) > 2 else "uniform"
    if prior not in PRIORS:
        raise ValueError(
            f"the prior of a range must be 'uniform' or 'log-uniform', got {value!r} "
            "(for choices, write a list)"
        )
    if is_integer(low) and is_integer(high):
        return Integer(low, high, log=prior == "log-uniform")
    return Real(low, high, log=prior == "log-uniform")


def is_range(value: Sequence[Any]) -> bool:
    """Return whether items are two numbers and, if there are more, a prior's name."""
    if len(value) < 2 or not (is_number(value[0]) and is_number(value[1])):
        return False
    if len(value) == 4:
        return isinstance(value[2], str) and is_number(value[3])
    return len(value) == 2 or (len(value) == 3 and isinstance(value[2], str))
