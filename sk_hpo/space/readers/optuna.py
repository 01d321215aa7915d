"""Distributions of optuna, recognised by class name without importing it."""

from __future__ import annotations

from typing import Any

from sk_hpo.space.dimensions.categorical import Categorical
from sk_hpo.space.dimensions.dimension import Dimension
from sk_hpo.space.dimensions.integer import Integer
from sk_hpo.space.dimensions.real import Real
from sk_hpo.space.dimensions.stepped import Stepped
from sk_hpo.space.readers.reader import is_named, name_of

READ_AMONG_CHOICES = True
SCIKIT_LEARN_DRAWS = False
NAMES = frozenset({"FloatDistribution", "IntDistribution", "CategoricalDistribution"})


def handles(value: Any) -> bool:
    """Return whether ``value`` is a distribution of optuna."""
    return is_named(value, "optuna", NAMES)


def read(value: Any) -> Dimension:
    """Read the bounds, the scale and the step."""
    name = name_of(value, NAMES)
    if name == "CategoricalDistribution":
        return Categorical(value.choices)
    if name == "FloatDistribution":
        low, high = float(value.low), float(value.high)
        if value.step is not None:
            return Stepped(low, high, float(value.step))
        return Real(low, high, log=value.log)
    low, high = int(value.low), int(value.high)
    if value.step != 1:
        return Stepped(low, high, int(value.step))
    return Integer(low, high, log=value.log)
