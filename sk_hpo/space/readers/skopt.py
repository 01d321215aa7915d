"""Dimensions of scikit-optimize, recognised by class name without importing it."""

from __future__ import annotations

from typing import Any

from sk_hpo.space.dimensions.categorical import Categorical
from sk_hpo.space.dimensions.dimension import Dimension
from sk_hpo.space.dimensions.integer import Integer
from sk_hpo.space.dimensions.real import Real
from sk_hpo.space.readers.reader import is_named, name_of

READ_AMONG_CHOICES = True
SCIKIT_LEARN_DRAWS = False
NAMES = frozenset({"Real", "Integer", "Categorical"})


def handles(value: Any) -> bool:
    """Return whether ``value`` is a dimension of scikit-optimize."""
    return is_named(value, "skopt", NAMES)


def read(value: Any) -> Dimension:
    """Read the bounds and the prior; the base of the logarithm changes nothing."""
    name = name_of(value, NAMES)
    if name == "Categorical":
        return _categorical(value)
    log = value.prior == "log-uniform"
    if name == "Integer":
        return Integer(int(value.low), int(value.high), log=log)
    return Real(float(value.low), float(value.high), log=log)


def _categorical(value: Any) -> Categorical:
    if value.prior is None:
        return Categorical(value.categories)
    pairs = zip(value.categories, value.prior, strict=True)
    # scikit-optimize never draws a category of weight 0
    possible = [(choice, weight) for choice, weight in pairs if weight != 0]
    return Categorical([c for c, _ in possible], [w for _, w in possible])
