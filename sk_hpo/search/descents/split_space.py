"""Which parameters of a space are descended, if others have no exact gradient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from sklearn.base import clone

from sk_hpo._compat.sklearn_scorer import is_default_score
from sk_hpo.constraint import Constraint
from sk_hpo.gradients.bilevel import BilevelProblem
from sk_hpo.gradients.differentiable import differentiable_parameters
from sk_hpo.search.descents.branches import Params, ranges_of
from sk_hpo.space import Categorical, Dimension, Space
from sk_hpo.strategies.allowed_paths import candidate_of
from sk_hpo.strategies.outer_space import ALTERNATIVE, Inner, inner_points

# An alternative's inner parameters have an exact gradient at so many of its candidates.
N_TRIED = 6
# Steps of a descent from a neighbour's end, by the number of parameters.
N_STEPS = (0, 6, 14, 30)
# A descent that costs more evaluations than this is no better than modelling all.
MOST = 5.0


class SplitSpace(NamedTuple):
    """A space in two parts.

    Parameters
    ----------
    outer : Space
        Without the inner parameters; `ALTERNATIVE` says which alternative it is.
    inner : tuple of Inner
        What is descended in each alternative.
    guide : scorer or None
        The scorer of descents; None: the estimator's own.
    """

    outer: Space
    inner: tuple[Inner, ...]
    guide: Any


def split_space(space: Space, estimator: Any, scorer: Any) -> SplitSpace:
    """Find the ranges that have an exact gradient whatever the other parameters are.

    Parameters
    ----------
    space : Space
    estimator : estimator
    scorer : scorer
        The scorer that guides the search.
    """
    guide = None if is_default_score(scorer) else scorer
    outer: list[Mapping[str, Dimension]] = []
    inner = []
    for number, part in enumerate(space.parts):
        alternative = part.alternatives[0]
        found = _inner(part, estimator, scorer)
        kept = {n: one for n, one in alternative.items() if n not in found.ranges}
        outer.append({**kept, ALTERNATIVE: Categorical([number])})
        inner.append(found)
    whole = Space(outer)
    if space.constraint is not None:
        whole = whole.constrained(_SomeInner(space, inner))
    return SplitSpace(whole, tuple(inner), guide)


class _SomeInner(Constraint):
    """Allows an outer candidate if it is allowed with some inner parameters.

    Parameters
    ----------
    space : Space
        Of whole candidates, with their constraint.
    inner : sequence of Inner
    """

    def __init__(self, space: Space, inner: Sequence[Inner]) -> None:
        super().__init__(())
        self._space = space
        self._points = [
            inner_points(part, one.ranges)
            for part, one in zip(space.parts, inner, strict=True)
        ]

    def allows(self, params: Mapping[str, Any]) -> bool:
        fixed = {name: value for name, value in params.items() if name != ALTERNATIVE}
        points = self._points[params[ALTERNATIVE]]
        return any(self._space.allows(candidate_of(fixed, one)) for one in points)


def _inner(part: Space, estimator: Any, scorer: Any) -> Inner:
    """Return what is descended in an alternative: nothing if it costs too much."""
    ranges = ranges_of(part.alternatives[0])
    step_cost = 0.0
    for params in _some_candidates(part):
        if not ranges:
            break
        whole = clone(estimator).set_params(**clone(params, safe=False))
        exact = differentiable_parameters(whole, scorer).exact
        ranges = {name: ends for name, ends in ranges.items() if name in exact}
        if ranges:
            step_cost = max(step_cost, BilevelProblem.of(whole, scorer).step_cost)
    n_steps = N_STEPS[min(len(ranges), len(N_STEPS) - 1)]
    return Inner(ranges if n_steps * step_cost <= MOST else {}, step_cost)


def _some_candidates(part: Space) -> Iterator[Params]:
    d = len(part.coordinates)
    yield part.decode(np.full(d, 0.5))
    yield from part.sample(N_TRIED, np.random.default_rng(0))
