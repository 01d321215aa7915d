"""The axis of one parameter: where its values are, from 0 to 1, and its ticks.

Numbers are on a scale, logarithmic if they are spread more evenly on it. Other values,
and the place of candidates without the parameter, are named places: below the numbers
if there are both.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sk_hpo.results.inferred_space import MOST_CHOICES, is_log
from sk_hpo.results.results import FloatArray
from sk_hpo.space.plain_values import is_integer, is_number, plain

# The value of a parameter that a candidate does not have.
ABSENT = object()
ABSENT_NAME = "(not set)"
# Numbers that are closer than this to each other get places of equal distance if they
# are few.
CLOSEST = 0.05
# A named place takes this share of an axis with numbers, all of them at most half.
NAMED_SHARE, MOST_NAMED = 0.12, 0.5
# About so many ticks.
N_TICKS = 5
# Labels of named places beyond so many would overlap.
MOST_LABELS = 16


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
        Which values are not on the scale of the numbers.
    log : bool
        Whether the numbers are on a log scale.
    """

    places: FloatArray
    ticks: list[tuple[float, str]]
    named: NDArray[np.bool_]
    log: bool = False


def parameter_axis(values: Sequence[Any], *, linear: bool = False) -> ParameterAxis:
    """Return the axis of a parameter.

    Parameters
    ----------
    values : sequence of object, of length q
        `ABSENT` where a candidate does not have the parameter.
    linear : bool, default=False
        Whether numbers are on a linear scale in any case, as scores are.

    Examples
    --------
    >>> from sk_hpo.plot.parameter_axis import parameter_axis
    >>> parameter_axis(["rbf", "linear", "rbf"]).ticks
    [(0.0, 'rbf'), (1.0, 'linear')]
    >>> parameter_axis([1e-2, 1.0, 1e2]).places
    array([0. , 0.5, 1. ])
    """
    values = [plain(value) for value in values]
    numeric = np.array([_is_finite(value) for value in values], dtype=np.bool_)
    names = [None if n else _key(v) for v, n in zip(values, numeric, strict=True)]
    numbers = [value for value, number in zip(values, numeric, strict=True) if number]
    labels = {
        name: _label(value)
        for name, value in zip(names, values, strict=True)
        if name is not None
    }
    # it is the lowest place on all axes
    labels = {n: labels[n] for n in sorted(labels, key=lambda n: n != _key(ABSENT))}
    share, at_names = _named_places(len(labels), alone=not numbers)
    place_of = dict(zip(labels, at_names, strict=True))
    places = np.array([place_of.get(name, math.nan) for name in names])
    step = max(1, math.ceil(len(labels) / MOST_LABELS))
    ticks = list(zip(at_names, labels.values(), strict=True))[::step]
    if not numbers:
        return ParameterAxis(places, ticks, ~numeric)
    low = share * len(labels)
    on_scale, marks, log = _scale(numbers, linear=linear)
    places[numeric] = low + (1.0 - low) * on_scale
    ticks += [(low + (1.0 - low) * place, label) for place, label in marks]
    return ParameterAxis(places, ticks, ~numeric, log)


def _named_places(n: int, *, alone: bool) -> tuple[float, list[float]]:
    """Return the share of the axis that each of n names takes, and their places."""
    if n == 1 and alone:
        return 0.0, [0.5]
    if alone:
        return 0.0, np.linspace(0.0, 1.0, n).tolist()
    share = min(NAMED_SHARE, MOST_NAMED / max(n, 1))
    return share, [share * at for at in range(n)]


def _scale(
    numbers: Sequence[float], *, linear: bool
) -> tuple[FloatArray, list[tuple[float, str]], bool]:
    """Return the places of numbers from 0 to 1, the ticks, and whether it is log."""
    different = sorted(set(numbers))
    low, high = different[0], different[-1]
    whole = all(map(is_integer, different))
    if low == high:
        return np.full(len(numbers), 0.5), [(0.5, _shown(low))], False
    log = not linear and is_log(different)

    def place(number: float) -> float:
        if log:
            return math.log(number / low) / math.log(high / low)
        # halves, since the difference of huge numbers is not finite
        return (number / 2 - low / 2) / (high / 2 - low / 2)

    if linear or len(different) > MOST_CHOICES:
        at = log_ticks(low, high) if log else linear_ticks(low, high, whole=whole)
        ticks = [(place(tick), _shown(tick, 6)) for tick in at]
        return np.array([place(number) for number in numbers]), ticks, log
    at_different = np.array([place(number) for number in different])
    if np.diff(at_different).min() < CLOSEST:
        at_different = np.linspace(0.0, 1.0, len(different))
    where = dict(zip(different, at_different.tolist(), strict=True))
    ticks = [(where[number], _shown(number)) for number in different]
    return np.array([where[number] for number in numbers]), ticks, log


def linear_ticks(low: float, high: float, *, whole: bool) -> list[float]:
    """Return about five round numbers from `low` to `high`, whole ones if asked for.

    Examples
    --------
    >>> from sk_hpo.plot.parameter_axis import linear_ticks
    >>> linear_ticks(1, 30, whole=True)
    [5, 10, 15, 20, 25, 30]
    """
    raw = high / N_TICKS - low / N_TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = min((m * power for m in (1, 2, 5, 10)), key=lambda s: abs(math.log(s / raw)))
    if whole:
        step = max(1, round(step))
    first, last = math.ceil(low / step), math.floor(high / step + 1e-9)
    return [step * number for number in range(first, last + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """Return powers of ten from `low` to `high`, or round numbers if they are few.

    Examples
    --------
    >>> from sk_hpo.plot.parameter_axis import log_ticks
    >>> log_ticks(0.03, 300)
    [0.1, 1.0, 10.0, 100.0]
    """
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    powers = range(first, last + 1)
    inside = [p for p in powers if low <= float(f"1e{p}") <= high]
    if len(inside) > 2:
        return [float(f"1e{p}") for p in inside[:: math.ceil(len(inside) / 7)]]
    ticks = [float(f"{digit}e{p}") for p in powers for digit in (1, 2, 5)]
    return [tick for tick in ticks if low <= tick <= high]


def _is_finite(value: Any) -> bool:
    return is_number(value) and math.isfinite(value)


def _key(value: Any) -> Any:
    """Return what tells values apart: 1 and 1.0 and True are three."""
    try:
        return type(value), hash(value), value
    except TypeError:
        return type(value), reprlib.repr(value)


def _label(value: Any) -> str:
    if value is ABSENT:
        return ABSENT_NAME
    return value if isinstance(value, str) and value else repr(value)


def _shown(number: float, digits: int = 3) -> str:
    whole = is_integer(number) and abs(number) < 1e5
    return str(number) if whole else f"{number:.{digits}g}"
