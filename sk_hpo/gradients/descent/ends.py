"""Which points of a descent are worth a real fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from sk_hpo.gradients.descent.log import Log
from sk_hpo.gradients.outer.line_search import ENOUGH
from sk_hpo.gradients.outer.minimise import Minimum
from sk_hpo.gradients.types import FloatArray


class Start(NamedTuple):
    """The current settings, and the z at which they were evaluated, to rounding."""

    params: Mapping[str, float]
    z: FloatArray


def best_judged(start: Start | None, log: Log) -> Iterator[dict[str, float]]:
    """Yield the best judged point, and the start if its score is equal."""
    assert log.judging is not None
    coordinates = log.coordinates
    best = log.judging.best()
    yield coordinates.rounded(coordinates.decode(best.z))
    if start is None:
        return
    judged = (j.score for j in log.judging.judged if np.array_equal(j.z, start.z))
    if next(judged)[0] >= best.score[0] and not np.array_equal(best.z, start.z):
        yield coordinates.inside(start.params)


def worth_a_fit(
    end: Minimum, start: Start | None, log: Log
) -> Iterator[dict[str, float]]:
    """Yield the end, and the start if a real fit of it may be equally good.

    Where points have no gradient, the one nearest to the end needs a real fit too.
    """
    coordinates = log.coordinates
    best = coordinates.decode(end.z)
    origin = None if start is None else coordinates.decode(start.z)
    if origin != best:
        yield coordinates.rounded(best)
    if log.failed:
        off = [np.abs((z - end.z) / coordinates.widths).sum() for z in log.failed]
        yield coordinates.rounded(coordinates.decode(log.failed[int(np.argmin(off))]))
    if start is None:
        return
    # a smooth loss cannot rank scores that are closer than this
    within = ENOUGH if log.loss.criterion.exact else 1e-2
    at_start = next(-step.score for step in log.steps if step.params == origin)
    if at_start <= end.value + within * abs(end.value):
        yield coordinates.inside(start.params)
