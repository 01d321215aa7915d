"""What a descent found that is worth real fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from sk_hpo.gradients.descent.log import Log
from sk_hpo.gradients.outer.line_search import ENOUGH
from sk_hpo.gradients.outer.minimise import Minimum


def best_judged(
    start: Mapping[str, float] | None, log: Log
) -> Iterator[dict[str, float]]:
    """The best, and the start if it is as good."""
    assert log.judging is not None
    coordinates = log.coordinates
    best = log.judging.best()
    yield coordinates.rounded(coordinates.decode(best.z))
    if start is None:
        return
    z = coordinates.encode(start)
    (of_start, _) = next(j.score for j in log.judging.judged if np.array_equal(j.z, z))
    if of_start >= best.score[0] and not np.array_equal(best.z, z):
        yield coordinates.inside(start)


def worth_a_fit(
    end: Minimum, start: Mapping[str, float] | None, log: Log
) -> Iterator[dict[str, float]]:
    """The best, and the start if it may turn out to be as good, once fitted."""
    coordinates = log.coordinates
    best = coordinates.decode(end.z)
    origin = None if start is None else coordinates.decode(coordinates.encode(start))
    if origin != best:
        yield coordinates.rounded(best)
    if start is None:
        return
    # A stand-in is no judge of scores as near to each other as this.
    within = ENOUGH if log.objective.criterion.exact else 1e-2
    at_start = next(-step.score for step in log.steps if step.params == origin)
    if at_start <= end.value + within * abs(end.value):
        yield coordinates.inside(start)
