"""The space of a search whose space is not known, read off its candidates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from sk_hpo.results.results import Results
from sk_hpo.space import Categorical, Space
from sk_hpo.space.plain_values import is_integer, is_number, plain

# Numbers with more different values than this are taken as a range.
MOST_CHOICES = 10
# Positive ranges over more than this factor are on a log scale if their values are.
WIDE = 20.0


def inferred_space(results: Results) -> Space:
    """Return a space that contains all candidates.

    Candidates with the same parameters are an alternative. Values that are no numbers
    are choices of their alternative. Numbers have the same values in all alternatives:
    up to ten different ones are choices, and more are a range from the least to the
    greatest, on a log scale if they are spread more evenly on it.

    Parameters
    ----------
    results : Results
        Of at least one candidate.
    """
    groups: dict[frozenset[str], list[dict[str, Any]]] = {}
    for params in results.params:
        groups.setdefault(frozenset(params), []).append(params)
    of_all: dict[str, list[Any]] = {}
    for params in results.params:
        for name, value in params.items():
            of_all.setdefault(name, []).append(value)
    numbers = {n: _numbers(v) for n, v in of_all.items() if all(map(_is_finite, v))}
    return Space.from_params(
        [
            {
                name: numbers[name]
                if name in numbers
                # not a list, in which a tuple might have been meant as a range
                else Categorical(_different(params[name] for params in group))
                for name in sorted(names)
            }
            for names, group in groups.items()
        ]
    )


def _is_finite(value: Any) -> bool:
    return is_number(value) and math.isfinite(value)


def _different(values: Iterable[Any]) -> list[Any]:
    """Return the different values in the order in which they come first."""
    return list({_key(value): value for value in map(plain, values)}.values())


def _numbers(values: Sequence[Any]) -> Any:
    """Return the choices, or the range, of a parameter with these numbers."""
    different = sorted(_different(values))
    if len(different) <= MOST_CHOICES:
        return different
    low, high = different[0], different[-1]
    if not all(map(is_integer, different)):
        low, high = float(low), float(high)
    return low, high, "log-uniform" if is_log(different) else "uniform"


def _key(value: Any) -> Any:
    """Return what tells values apart: 1 and 1.0 and True are three."""
    try:
        return type(value), hash(value), value
    except TypeError:
        return type(value), id(value)


def is_log(values: Sequence[float]) -> bool:
    """Return whether sorted numbers are spread more evenly on a log scale."""
    low, middle, high = values[0], values[len(values) // 2], values[-1]
    if low <= 0 or high < WIDE * low:
        return False
    linear = abs((middle - low) / (high - low) - 0.5)
    return abs(math.log(middle / low) / math.log(high / low) - 0.5) < linear
