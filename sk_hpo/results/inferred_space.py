"""The space of a search whose space is not known, read off its candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sk_hpo.results.results import Results
from sk_hpo.space import Categorical, Space
from sk_hpo.space.dimensions.ordinal import is_log
from sk_hpo.space.equal_choices import different_values
from sk_hpo.space.plain_values import is_finite, is_integer, plain

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
    candidates = [
        {name: plain(value) for name, value in params.items()}
        for params in results.params
    ]
    for params in candidates:
        groups.setdefault(frozenset(params), []).append(params)
    of_all: dict[str, list[Any]] = {}
    for params in candidates:
        for name, value in params.items():
            of_all.setdefault(name, []).append(value)
    numbers = {n: _numbers(v) for n, v in of_all.items() if all(map(is_finite, v))}
    return Space.from_params(
        [
            {
                name: numbers[name]
                if name in numbers
                # not a list, in which a tuple might have been meant as a range
                else Categorical(
                    different_values(plain(params[name]) for params in group)
                )
                for name in sorted(names)
            }
            for names, group in groups.items()
        ]
    )


def _numbers(values: Sequence[Any]) -> Any:
    """Return the choices, or the range, of a parameter with these numbers."""
    different = sorted(different_values(values))
    if len(different) <= MOST_CHOICES:
        return different
    low, high = different[0], different[-1]
    if not all(map(is_integer, different)):
        low, high = float(low), float(high)
    return low, high, "log-uniform" if is_log_range(different) else "uniform"


def is_log_range(values: Sequence[float]) -> bool:
    """Return whether sorted numbers are taken as those of a range on a log scale."""
    return is_log(values) and values[-1] >= WIDE * values[0]
