"""What of a space is descended: ranges with an exact gradient, once a branch.

A branch is one value of each parameter that has few, such as a category: under it the
ranges have an exact gradient, or some of them. What has many values, or a gradient of
another kind, is held where the search begins.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sklearn.base import clone

from sk_hpo.gradients.differentiable import differentiable_parameters
from sk_hpo.gradients.entries import entry_name, flat, parameter_of, set_values
from sk_hpo.gradients.outer.coordinates import Range
from sk_hpo.gradients.scoring.choice import criterion_for
from sk_hpo.gradients.scoring.judge import judge_for
from sk_hpo.sharing.identity.idle import IdleIn
from sk_hpo.space import Dimension, Entries, Integer, Real, Space
from sk_hpo.space.same import same
from sk_hpo.strategies.model.grid import Grid
from sk_hpo.trial import Descent

Params = dict[str, Any]

# More would be more descents than a search has candidates.
MOST_BRANCHES = 20


@dataclass(frozen=True)
class Branches:
    """How a space is descended.

    Parameters
    ----------
    descents : tuple of Descent
        The one in which the search begins comes first.
    others : tuple of dict
        Complete candidates of branches that have no range.
    complete : bool
        Whether there is nothing in the space besides.
    whole : tuple of str
        Parameters with an exact gradient that are searched as whole numbers.
    """

    descents: tuple[Descent, ...]
    others: tuple[Params, ...]
    complete: bool
    whole: tuple[str, ...]


def branches_of(
    space: Space, estimator: Any, scorer: Any, initial: Sequence[Params]
) -> Branches:
    """Say how a space is descended.

    Parameters
    ----------
    space : Space
    estimator : estimator
        That is searched.
    scorer : scorer
        That guides the search.
    initial : sequence of dict
        Complete candidates; the search begins at the first.
    """
    descents: list[Descent] = []
    others: list[Params] = []
    complete = True
    integers: dict[str, None] = {}
    begin = initial[0] if initial else None
    most = MOST_BRANCHES // len(space.alternatives)
    for alternative in space.alternatives:
        here = begin is not None and begin.keys() == alternative.keys()
        start = flat_as(alternative, begin) if here and begin is not None else None
        dimensions = flat_dimensions(alternative)
        ranges = {n: d for n, d in dimensions.items() if is_range(d)}
        values, held = _values(dimensions, ranges, start, most)
        complete &= not held
        for choice in _products(values):
            fixed = {**choice, **held}
            whole = set_values(clone(estimator), clone(fixed, safe=False))
            exact = differentiable_parameters(whole, scorer).exact
            moving = {n: r for n, r in ranges.items() if parameter_of(n) in exact}
            fixed |= {n: _at(ranges[n], n, start) for n in ranges if n not in moving}
            idle_in = IdleIn(whole)
            idle = [
                n
                for n in ranges
                if n not in moving and idle_in({n: fixed[n]}, n.rpartition("__")[0])
            ]
            complete &= len(moving) + len(idle) == len(ranges)
            integers |= dict.fromkeys(_as_integers(dimensions, exact))
            if moving:
                descents.append(_descent(whole, scorer, moving, start, fixed))
            elif len(idle) == len(ranges):
                others.append(fixed)
    if begin is not None:
        first = flat(begin)
        descents.sort(key=lambda d: not _begins(d, begin, first))
    return Branches(tuple(descents), tuple(others), complete, tuple(integers))


def _descent(
    estimator: Any,
    scorer: Any,
    moving: Mapping[str, Dimension],
    start: Mapping[str, Any] | None,
    fixed: Params,
) -> Descent:
    criterion = criterion_for(estimator, scorer)
    limits = {name: limits_of(r) for name, r in moving.items()}
    at = None if start is None else {n: start[n] for n in moving}
    judge = None
    if criterion is not None and not criterion.exact:
        judge = judge_for(scorer, criterion.response)
    return Descent(criterion, limits, at, fixed, judge)


def flat_dimensions(alternative: Mapping[str, Dimension]) -> dict[str, Dimension]:
    """Give the dimensions, those of a dict's entries one by one."""
    dimensions: dict[str, Dimension] = {}
    for name, dimension in alternative.items():
        if isinstance(dimension, Entries):
            for key, entry in dimension.entries.items():
                dimensions[entry_name(name, key)] = entry
        else:
            dimensions[name] = dimension
    return dimensions


def flat_as(alternative: Mapping[str, Dimension], params: Params) -> Params:
    """Give a candidate's values, those of searched entries one by one."""
    values: Params = {}
    for name, dimension in alternative.items():
        value = params[name]
        values |= (
            flat({name: value}) if isinstance(dimension, Entries) else {name: value}
        )
    return values


def is_range(dimension: Dimension) -> bool:
    """Whether a dimension is real numbers between bounds, and not one value."""
    return isinstance(dimension, Real) and dimension.n_values != 1


def limits_of(dimension: Dimension) -> Range:
    """Give a range's bounds and scale."""
    assert isinstance(dimension, Real)
    return dimension.low, dimension.high, dimension.log


def _as_integers(
    dimensions: Mapping[str, Dimension], exact: Sequence[str]
) -> Iterator[str]:
    """Name ranges of integers which would be descended if they were of reals."""
    for name, dimension in dimensions.items():
        several = isinstance(dimension, Integer) and dimension.n_values != 1
        if several and parameter_of(name) in exact:
            yield name


def _values(
    dimensions: Mapping[str, Dimension],
    ranges: Mapping[str, Dimension],
    start: Mapping[str, Any] | None,
    most: int,
) -> tuple[dict[str, list[Any]], Params]:
    """Give the values of what is branched, at most so many in all; the rest is held."""
    values: dict[str, list[Any]] = {}
    held: Params = {}
    rest = {n: d for n, d in dimensions.items() if n not in ranges}
    sizes = {n: math.inf if d.n_values is None else d.n_values for n, d in rest.items()}
    n_branches = 1.0
    for name in sorted(rest, key=lambda name: sizes[name]):
        n_branches *= sizes[name]
        if n_branches <= max(most, 1):
            values[name] = _all_values(rest[name])
        else:
            held[name] = _at(rest[name], name, start)
    return values, held


def _all_values(dimension: Dimension) -> list[Any]:
    if dimension.n_values == 1:
        return [dimension.middle()]
    space = Space([{"value": dimension}])
    found: dict[tuple[float, ...], Any] = {}
    for u in Grid(space).points():
        value = space.decode(u)["value"]
        found.setdefault(tuple(dimension.encode(value)), value)
    return list(found.values())


def _products(values: Mapping[str, list[Any]]) -> Iterator[Params]:
    for chosen in itertools.product(*values.values()):
        yield dict(zip(values, chosen, strict=True))


def _at(dimension: Dimension, name: str, start: Mapping[str, Any] | None) -> Any:
    return dimension.middle() if start is None else start[name]


def _begins(descent: Descent, begin: Params, first: Params) -> bool:
    """Whether it is the branch of a candidate."""
    values = {**first, **begin}
    names = {*descent.ranges, *descent.fixed}
    return names <= values.keys() and all(
        same(values[name], value) for name, value in descent.fixed.items()
    )
