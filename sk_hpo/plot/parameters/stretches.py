"""The values of a parameter as they lie on an axis: ranges of numbers, and choices."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sk_hpo.results.inferred_space import MOST_CHOICES, is_log_range
from sk_hpo.results.results import FloatArray
from sk_hpo.space import Categorical, Dimension, Distribution, Mixed, Ordinal
from sk_hpo.space.dimensions.dimension import Axis
from sk_hpo.space.equal_choices import different_values, finder
from sk_hpo.space.plain_values import is_finite

# Values of a range, to see its scale.
VALUES = 40
# Quantiles of a distribution between which it is drawn: its tails may be very long.
TAIL = 0.005


@dataclass(frozen=True)
class Stretch:
    """A range of numbers, or a single choice.

    Parameters
    ----------
    values : tuple
        Increasing numbers, or the choice.
    is_choice : bool
    log : bool
        Whether the range has a log scale.
    listed : bool
        Whether there are no other numbers in between.
    """

    values: tuple[Any, ...]
    is_choice: bool = True
    log: bool = False
    listed: bool = False


def stretches_of(dimension: Dimension, n: int) -> list[Stretch]:
    """Return the ranges and the choices of a parameter.

    Parameters
    ----------
    dimension : Dimension
    n : int
        The largest number of values of a range, from end to end.
    """
    if isinstance(dimension, Mixed):
        return [
            stretch
            for item in dimension.items
            for stretch in (
                stretches_of(item, n)
                if isinstance(item, Dimension)
                else [Stretch((item,))]
            )
        ]
    if isinstance(dimension, Categorical):
        return [Stretch((choice,)) for choice in dimension.choices]
    assert isinstance(dimension, Axis)
    return _of_numbers(dimension, n)


def stretches_with(
    values: Sequence[Any], dimensions: Sequence[Dimension]
) -> list[Stretch]:
    """Return the ranges and choices of a parameter, and what else holds values.

    Parameters
    ----------
    values : sequence of object
        Those of candidates. Numbers outside the ranges widen them. If there are no
        ranges, up to ten different numbers are listed ones, and more are a range, on a
        log scale if they are spread more evenly on it. Others are choices.
    dimensions : sequence of Dimension
        What the search could try.
    """
    found = [s for one in dimensions for s in stretches_of(one, VALUES)]
    choice = finder([s.values[0] for s in found if s.is_choice])
    ranges = [s for s in found if not s.is_choice]
    rest = [value for value in different_values(values) if choice(value) is None]
    numbers = sorted({value for value in rest if is_finite(value)})
    others = [value for value in rest if not is_finite(value)]
    if numbers and ranges:
        found.append(replace(ranges[0], values=tuple(numbers)))
    elif len(numbers) > MOST_CHOICES:
        log = is_log_range(numbers)
        ends = numbers[0], numbers[-1]
        found.append(Stretch(ends, is_choice=False, log=log))
    elif numbers:
        found += stretches_of(Ordinal(numbers), VALUES)
    return [*found, *(Stretch((value,)) for value in others)]


def _of_numbers(axis: Axis, n: int) -> list[Stretch]:
    values = _values(axis, n)
    if len(values) == 1:
        return [Stretch(values)]
    places = np.array(axis.places or [axis.to_unit(value) for value in values])
    # the scale on which even places are spread most evenly
    misfits = {False: _misfit(values, places)}
    if values[0] > 0:
        misfits[True] = _misfit([math.log(v) for v in values], places)
    log = min(misfits, key=lambda scale: misfits[scale])
    if isinstance(axis, Ordinal):
        if misfits[log] > 1e-6:  # they have ranks alone
            return [Stretch((value,)) for value in axis.values]
        kept = _spaced(axis.values, n)
        return [Stretch(kept, is_choice=False, log=log, listed=True)]
    listed = axis.size == len(values)
    return [Stretch(values, is_choice=False, log=log, listed=listed)]


def _values(axis: Axis, n: int) -> tuple[Any, ...]:
    if isinstance(axis, Ordinal):
        return axis.values
    ends = (TAIL, 1 - TAIL) if isinstance(axis, Distribution) else (0.0, 1.0)
    return tuple(dict.fromkeys(axis.from_unit(u) for u in np.linspace(*ends, n)))


def _misfit(values: Sequence[float], places: FloatArray) -> float:
    """Return how far values are from linear in their places, from 0 to 1."""
    # halves, because the difference of two large floats may overflow
    half = np.array(values, dtype=np.float64) / 2
    x = (half - half[0]) / (half[-1] - half[0])
    u = (places - places[0]) / (places[-1] - places[0])
    return float(np.abs(x - u).max())


def _spaced(values: Sequence[Any], n: int) -> tuple[Any, ...]:
    if len(values) <= n:
        return tuple(values)
    return tuple(values[i] for i in np.linspace(0, len(values) - 1, n).astype(int))
