"""The axis of a parameter from 0 to 1: where candidates are on it, and its ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sk_hpo.plot.parameters.axis import SpaceAxis
from sk_hpo.plot.parameters.stretches import Stretch, stretches_with
from sk_hpo.plot.parameters.text import number_text, value_text
from sk_hpo.results.results import FloatArray
from sk_hpo.space import Dimension
from sk_hpo.space.plain_values import plain

# Labels that are closer to each other would overlap.
LABEL = 0.04


class _Absent:
    def __repr__(self) -> str:
        return "(not set)"


# The value of a parameter that a candidate does not have. It is the lowest on all axes.
ABSENT = _Absent()


@dataclass(frozen=True)
class ParameterAxis:
    """The places of a parameter's values.

    Parameters
    ----------
    places : ndarray of shape (q,)
        One for each value, from 0 to 1.
    ticks : list of (float, str)
        Places and their labels.
    named : ndarray of shape (q,)
        Which values have a tick of their own: choices, and few listed numbers.
    log : bool
        Whether the numbers are on a log scale.
    """

    places: FloatArray
    ticks: list[tuple[float, str]]
    named: NDArray[np.bool_]
    log: bool = False


def parameter_axis(
    values: Sequence[Any], dimensions: Sequence[Dimension] = ()
) -> ParameterAxis:
    """Return the axis of a parameter.

    Parameters
    ----------
    values : sequence of object, of length q
        `ABSENT` where a candidate does not have the parameter.
    dimensions : sequence of Dimension
        What the search could try, in each dict of its space. Empty: the values decide.

    Examples
    --------
    >>> from sk_hpo.plot.parameters.unit_axis import parameter_axis
    >>> from sk_hpo.space import Real
    >>> parameter_axis(["rbf", "linear", "rbf"]).ticks
    [(0.0, 'rbf'), (1.0, 'linear')]
    >>> parameter_axis([0.1, 10.0], [Real(1e-2, 1e2, log=True)]).places
    array([0.25, 0.75])
    """
    values = [plain(value) for value in values]
    known = [value for value in values if value is not ABSENT]
    missing = [Stretch((ABSENT,))] if len(known) < len(values) else []
    return placed(values, [*missing, *stretches_with(known, dimensions)])


def placed(values: Sequence[Any], stretches: Sequence[Stretch]) -> ParameterAxis:
    """Return the axis of values that lie in stretches."""
    axis = SpaceAxis("", stretches)
    marked = axis.marked_numbers()
    labels = [*map(value_text, axis.choices), *map(number_text, marked)]
    at = axis.unit([*axis.choices, *marked]).tolist()
    ticks = apart(list(zip(at, labels, strict=True)))
    named = np.array([axis.has_own_place(value) for value in values], dtype=np.bool_)
    return ParameterAxis(axis.unit(values), ticks, named, axis.log)


def apart(ticks: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Leave out ticks that are too close to one before them."""
    kept: list[tuple[float, str]] = []
    for place, label in ticks:
        if all(abs(place - other) >= LABEL for other, _ in kept):
            kept.append((place, label))
    return kept
