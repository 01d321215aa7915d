"""The branches of a space, each of which gets a descent.

A branch is a combination of values of the parameters that have few values, such as
categories. Its descent varies the ranges with an exact gradient. All other parameters
keep the values of the starting point.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.base import clone

from sk_hpo._compat.sklearn_scorer import is_default_score
from sk_hpo.gradients.differentiable import differentiable_parameters
from sk_hpo.gradients.entry_names import entry_name, flat, parameter_of, set_values
from sk_hpo.gradients.outer.coordinates import Range
from sk_hpo.sharing.identity.ignored_in import IgnoredIn
from sk_hpo.space import Dimension, Entries, Integer, Real, Space
from sk_hpo.space.equal_choices import same
from sk_hpo.strategies.allowed_paths import candidate_of
from sk_hpo.strategies.model.grid import Grid
from sk_hpo.trial import Descent

Params = dict[str, Any]

# Each branch takes a descent, and a search has few candidates.
MOST_BRANCHES = 20
# A branch has no descent if a constraint refuses so many random points of it.
N_TRIED = 2000


@dataclass(frozen=True)
class Branches:
    """The branches of a space.

    Parameters
    ----------
    descents : tuple of Descent
        The branch in which the search begins comes first.
    others : tuple of dict
        Candidates of branches without a range.
    complete : bool
        Whether descents and others cover the space.
    integers : tuple of str
        Integer ranges that would have an exact gradient if they were of reals.
    """

    descents: tuple[Descent, ...]
    others: tuple[Params, ...]
    complete: bool
    integers: tuple[str, ...]


def branches_of(
    space: Space, estimator: Any, scorer: Any, initial: Sequence[Params]
) -> Branches:
    """Find the branches of a space.

    Parameters
    ----------
    space : Space
    estimator : estimator
    scorer : scorer
        The scorer that guides the search.
    initial : sequence of dict
        Complete candidates; the search begins at the first.
    """
    descents: list[Descent] = []
    others: list[Params] = []
    complete = True
    integers: dict[str, None] = {}
    # the default scorer refers to the estimator, which would be sent to the worker too
    guide = None if is_default_score(scorer) else scorer
    begin = initial[0] if initial else None
    most = MOST_BRANCHES // len(space.alternatives)
    for alternative in space.alternatives:
        # two alternatives may have parameters of the same names
        here = begin is not None and Entries(alternative).contains(begin)
        start = with_entries(begin) if here and begin is not None else None
        dimensions = flat_dimensions(alternative)
        ranges = ranges_of(dimensions)
        values, held = _values(dimensions, ranges, start, most)
        complete &= not held
        for chosen in itertools.product(*values.values()):
            fixed = {**dict(zip(values, chosen, strict=True)), **held}
            whole = set_values(clone(estimator), clone(fixed, safe=False))
            exact = differentiable_parameters(whole, scorer).exact
            moving = {n: r for n, r in ranges.items() if parameter_of(n) in exact}
            fixed |= {
                n: _at(dimensions[n], n, start) for n in ranges if n not in moving
            }
            ignored_in = IgnoredIn(whole)
            ignored = [
                n
                for n in ranges
                if n not in moving and ignored_in({n: fixed[n]}, n.rpartition("__")[0])
            ]
            complete &= len(moving) + len(ignored) == len(ranges)
            if not _is_any_allowed(space, fixed, {n: dimensions[n] for n in moving}):
                complete &= not ignored  # other values of these may be allowed
                continue
            integers |= {
                n: None
                for n, d in dimensions.items()
                if isinstance(d, Integer) and d.size != 1 and parameter_of(n) in exact
            }
            if moving:
                at = None if start is None else {n: start[n] for n in moving}
                descents.append(Descent(guide, moving, at, fixed))
            elif len(ignored) == len(ranges):
                others.append(fixed)
    if begin is not None:
        names = with_entries(begin).keys()
        # stable: the branch of the first candidate, then the others in their order
        descents.sort(
            key=lambda d: (
                not (d.ranges.keys() <= names and is_in_branch(begin, d.fixed))
            )
        )
    return Branches(tuple(descents), tuple(others), complete, tuple(integers))


def flat_dimensions(alternative: Mapping[str, Dimension]) -> dict[str, Dimension]:
    """Return the dimensions, with one item for each searched entry of a dict."""
    dimensions: dict[str, Dimension] = {}
    for name, dimension in alternative.items():
        if isinstance(dimension, Entries):
            for key, entry in dimension.entries.items():
                dimensions[entry_name(name, key)] = entry
        else:
            dimensions[name] = dimension
    return dimensions


def with_entries(params: Mapping[str, Any]) -> Params:
    """Return a candidate's parameters, and the entries of those that are dicts."""
    return {**flat(params), **params}


def ranges_of(dimensions: Mapping[str, Dimension]) -> dict[str, Range]:
    """Return the ranges of reals with more than one value."""
    reals = {n: d for n, d in dimensions.items() if isinstance(d, Real) and d.size != 1}
    return {n: (d.low, d.high, d.log) for n, d in reals.items()}


def _values(
    dimensions: Mapping[str, Dimension],
    ranges: Mapping[str, Range],
    start: Mapping[str, Any] | None,
    most: int,
) -> tuple[dict[str, list[Any]], Params]:
    """Return the values of the parameters to branch on, and the fixed parameters.

    There are at most `most` combinations of those values.
    """
    values: dict[str, list[Any]] = {}
    held: Params = {}
    rest = {n: d for n, d in dimensions.items() if n not in ranges}
    sizes = {n: math.inf if d.size is None else d.size for n, d in rest.items()}
    n_branches = 1.0
    for name in sorted(rest, key=lambda name: sizes[name]):
        n_branches *= sizes[name]
        if n_branches <= max(most, 1):
            values[name] = _all_values(rest[name])
        else:
            held[name] = _at(rest[name], name, start)
    return values, held


def _is_any_allowed(
    space: Space, fixed: Params, moving: Mapping[str, Dimension]
) -> bool:
    """Return whether the constraint allows a candidate of a branch.

    Parameters
    ----------
    space : Space
        With the constraint, if there is one.
    fixed : dict of str to object
    moving : mapping of str to Dimension
        The ranges of the branch.
    """
    if space.constraint is None or not moving:
        return space.allows(candidate_of(fixed, {}))
    ranges = Space([moving])
    points = ranges.sample(N_TRIED, np.random.default_rng(0))
    return any(space.allows(candidate_of(fixed, point)) for point in points)


def _all_values(dimension: Dimension) -> list[Any]:
    if dimension.size == 1:
        return [dimension.middle()]
    space = Space([{"value": dimension}])
    found: dict[tuple[float, ...], Any] = {}
    for u in Grid(space).points():
        value = space.decode(u)["value"]
        found.setdefault(tuple(dimension.encode(value)), value)
    return list(found.values())


def _at(dimension: Dimension, name: str, start: Mapping[str, Any] | None) -> Any:
    return dimension.middle() if start is None else start[name]


def is_in_branch(params: Mapping[str, Any], fixed: Mapping[str, Any]) -> bool:
    """Return whether a candidate has the fixed parameters of a branch."""
    values = with_entries(params)
    return all(n in values and same(values[n], value) for n, value in fixed.items())
