"""Which parameters of a space are descended, if others have no exact gradient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from sklearn.base import clone

from sk_hpo._compat.sklearn_scorer import is_default_score
from sk_hpo.gradients.differentiable import differentiable_parameters
from sk_hpo.gradients.outer.coordinates import Range
from sk_hpo.search.descents.branches import Params, ranges_of
from sk_hpo.space import Categorical, Dimension, Space
from sk_hpo.strategies.hybrid import ALTERNATIVE

# An alternative's inner parameters have an exact gradient at so many of its candidates.
N_TRIED = 6


class SplitSpace(NamedTuple):
    """A space in two parts.

    Parameters
    ----------
    outer : Space
        Without the inner parameters; `ALTERNATIVE` says which alternative it is.
    inner : tuple of mapping of str to (low, high, log)
        The inner ranges of each alternative.
    guide : scorer or None
        The scorer of descents; None: the estimator's own.
    """

    outer: Space
    inner: tuple[dict[str, Range], ...]
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
        ranges = _inner_ranges(part, estimator, scorer)
        kept = {name: one for name, one in alternative.items() if name not in ranges}
        outer.append({**kept, ALTERNATIVE: Categorical([number])})
        inner.append(ranges)
    return SplitSpace(Space(outer), tuple(inner), guide)


def _inner_ranges(part: Space, estimator: Any, scorer: Any) -> dict[str, Range]:
    ranges = ranges_of(part.alternatives[0])
    for params in _some_candidates(part):
        if not ranges:
            break
        whole = clone(estimator).set_params(**clone(params, safe=False))
        exact = differentiable_parameters(whole, scorer).exact
        ranges = {name: ends for name, ends in ranges.items() if name in exact}
    return ranges


def _some_candidates(part: Space) -> Iterator[Params]:
    d = len(part.coordinates)
    yield part.decode(np.full(d, 0.5))
    yield from part.sample(N_TRIED, np.random.default_rng(0))
