"""The parts of a space that compete, and which of them has had too little.

Parts are the alternatives of a space, and the estimators that one parameter chooses
from. A model may be wrong about a part of which it knows little, and its own candidates
would not correct it.

Notation: U of shape (n, d), points of the unit cube.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sk_hpo.gp.kernel import BoolArray, FloatArray
from sk_hpo.sharing.identity.parts import is_estimator
from sk_hpo.space import Space
from sk_hpo.strategies.model.observations import Observations

# A part of which this many candidates failed, and no other has a score, gets no more.
FAILED = 2


@dataclass(frozen=True)
class Part:
    """The points at which some coordinates have given choices.

    Parameters
    ----------
    places : tuple of (int, int, int)
        A coordinate, the number of its choice, and how many it has.
    n_rivals : int
        How many parts there are of this kind.
    """

    places: tuple[tuple[int, int, int], ...]
    n_rivals: int

    def among(self, U: FloatArray) -> BoolArray:
        """Return which points belong to it, of shape (n,)."""
        there = [np.floor(U[:, j] * size) == number for j, number, size in self.places]
        return np.asarray(np.all(there, axis=0))

    def box(self, d: int) -> tuple[FloatArray, FloatArray]:
        """Return the bounds of a box with no points of other parts."""
        low, high = np.zeros(d), np.ones(d)
        for j, number, size in self.places:
            low[j], high[j] = (number + 0.25) / size, (number + 0.75) / size
        return low, high


def parts_of(space: Space) -> list[Part]:
    """Return the parts of a space, alternatives first.

    Parameters
    ----------
    space : Space
    """
    n = len(space.alternatives)
    parts = [Part(((0, i, n),), n) for i in range(n)] if n > 1 else []
    return [*parts, *_chosen_estimators(space)]


def _chosen_estimators(space: Space) -> Iterator[Part]:
    several = len(space.alternatives) > 1
    for i, alternative in enumerate(space.alternatives):
        home = ((0, i, len(space.alternatives)),) if several else ()
        for name, dimension in alternative.items():
            choices = getattr(dimension, "choices", ())
            if len(choices) < 2 or not any(map(is_estimator, choices)):
                continue
            for j, coordinate in enumerate(space.coordinates):
                within = coordinate.condition is None or i in coordinate.condition[1]
                if coordinate.name == name and within:
                    n = len(choices)
                    yield from (Part((*home, (j, c, n)), n) for c in range(n))


def neglected(parts: list[Part], observed: Observations, share: float) -> Part | None:
    """Return the part that is furthest below its floor, or None if none is.

    Parameters
    ----------
    parts : list of Part
    observed : Observations
    share : float
        The floor, as a share of what each would have if all had the same. A part that
        has its whole share of the time is never below it.
    """
    n_done = len(observed.values)
    failed = ~np.isfinite(observed.values)
    found: list[tuple[float, Part]] = []
    for part in parts:
        there = part.among(observed.U)
        done = there[:n_done]
        if done.sum() >= FAILED and failed[done].all():
            continue
        had = float(there.mean()) * part.n_rivals
        if had < share and _time_share(observed, done) * part.n_rivals < 1:
            found.append((had, part))
    return min(found, key=lambda one: one[0])[1] if found else None


def _time_share(observed: Observations, done: BoolArray) -> float:
    seconds = observed.seconds
    if seconds is None or not np.nansum(seconds):
        return 0.0
    return float(np.nansum(seconds[done]) / np.nansum(seconds))
