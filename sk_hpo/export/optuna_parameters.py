"""A parameter of a search as a parameter of an Optuna study.

Optuna has one distribution for all trials that have a parameter: a range of floats or
integers on a linear or a log scale, or choices among None, bools, numbers and strings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sk_hpo.space import (
    Categorical,
    Dimension,
    Distribution,
    Integer,
    Mixed,
    Ordinal,
    Real,
    Stepped,
)
from sk_hpo.space.dimensions.dimension import Axis
from sk_hpo.space.dimensions.ordinal import is_log
from sk_hpo.space.equal_choices import distinct, find
from sk_hpo.space.plain_values import is_finite

LONGEST = 80  # characters of an object as a choice


@dataclass(frozen=True)
class StudyParameter:
    """A distribution of Optuna, and what it has in place of our values.

    Parameters
    ----------
    distribution : optuna.distributions.BaseDistribution
    choices : tuple of object or None
        The values that its choices stand for, in their order. None: it is a range.
    """

    distribution: Any
    choices: tuple[Any, ...] | None = None

    def held(self, value: Any) -> Any:
        """Return the value in the study."""
        if self.choices is None:
            return type(self.distribution.low)(value)
        i = find(value, self.choices)
        assert i is not None
        return self.distribution.choices[i]


def study_parameter(
    dimensions: Sequence[Dimension], values: Sequence[Any]
) -> StudyParameter:
    """Return the parameter of a study.

    Parameters
    ----------
    dimensions : sequence of Dimension
        What the search could try. If it is empty, the values decide.
    values : sequence of object, not empty
        Those of the candidates.
    """
    if all(map(is_finite, values)):
        if dimensions and all(map(_is_range, dimensions)):
            return StudyParameter(_range(dimensions, values))
        if not dimensions and len({type(value) for value in values}) == 1:
            numbers = sorted(set(values))
            return StudyParameter(_of_numbers(numbers, log=is_log(numbers)))
    from optuna.distributions import CategoricalDistribution

    listed = [choice for one in dimensions for choice in _choices(one)]
    choices = distinct([*listed, *values])
    return StudyParameter(CategoricalDistribution(labels(choices)), choices)


def is_held(value: Any) -> bool:
    """Return whether a study can have a value as it is."""
    return isinstance(value, (bool, str, type(None))) or is_finite(value)


def text_of(value: Any) -> str:
    """Return a value as text, on one line."""
    name = getattr(value, "__qualname__", None)  # a class or function has an address
    text = repr(value) if name is None else f"{value.__module__}.{name}"
    return " ".join(text.split())


def labels(choices: Sequence[Any]) -> list[Any]:
    """Return a different value for each choice that a study can have in its place.

    Choices that are equal for Optuna, such as 1, 1.0 and True, become text.
    """
    found: list[Any] = []
    for choice in choices:
        label = choice if is_held(choice) else _short(text_of(choice))
        if label in found:
            label = _short(text_of(choice))
        base, n = label, 2
        while label in found:
            label, n = f"{base} ({n})", n + 1
        found.append(label)
    return found


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}\u2026"


def _is_range(dimension: Dimension) -> bool:
    if isinstance(dimension, Ordinal):
        # max_features=1 and 0.5 do not lie on one scale
        return len({type(value) for value in dimension.values}) == 1
    return isinstance(dimension, (Real, Integer, Stepped, Distribution))


def _range(dimensions: Sequence[Dimension], values: Sequence[Any]) -> Any:
    """Return a range that has all that could be tried, and all that was."""
    ends = [end for one in dimensions for end in _ends(one)]
    steps = {one.step if isinstance(one, Stepped) else 1 for one in dimensions}
    step = steps.pop() if len(steps) == 1 else 1
    return _of_numbers([*ends, *values], log=all(map(_is_log, dimensions)), step=step)


def _of_numbers(numbers: Sequence[Any], *, log: bool, step: Any = 1) -> Any:
    """Return a distribution that contains numbers."""
    from optuna.distributions import FloatDistribution, IntDistribution

    low, high = min(numbers), max(numbers)
    log = log and low > 0
    if not all(isinstance(number, int) for number in numbers):
        return FloatDistribution(float(low), float(high), log=log)
    if any((number - low) % step for number in numbers):
        step = 1  # some lie between the steps
    return IntDistribution(low, high, log=log, step=step)


def _ends(dimension: Dimension) -> tuple[Any, Any]:
    if isinstance(dimension, (Real, Integer)):
        return dimension.low, dimension.high
    assert isinstance(dimension, Axis)
    return dimension.from_unit(0.0), dimension.from_unit(1.0)


def _is_log(dimension: Dimension) -> bool:
    if isinstance(dimension, Ordinal):
        return is_log(dimension.values)
    return isinstance(dimension, (Real, Integer)) and dimension.log


def _choices(dimension: Dimension) -> Iterator[Any]:
    """Yield the values of a dimension that are listed."""
    if isinstance(dimension, Categorical):
        yield from dimension.choices
    elif isinstance(dimension, Ordinal):
        yield from dimension.values
    elif isinstance(dimension, Mixed):
        yield from (one for one in dimension.items if not isinstance(one, Axis))
