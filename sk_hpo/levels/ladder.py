"""The levels of one search: how much of the resource each has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo.levels.halving import Halving
from sk_hpo.trial import LEVEL

FloatArray = npt.NDArray[np.float64]

ROWS = "n_samples"
# Scores on fewer rows say little of those on all of them.
FEWEST_ROWS = 1000
# How many levels a parameter has by default.
OF_A_PARAMETER = 3

# What is noted of a candidate, by the names of scikit-learn's columns: the level, and
# how much of the resource it has there.
OF_A_LEVEL = (LEVEL, "n_resources")


@dataclass(frozen=True)
class Ladder:
    """The levels of a search.

    Parameters
    ----------
    resource : str
        "n_samples", or a parameter.
    amounts : tuple of int
        How much of the resource each level has, in ascending order.
    factor : float
        One candidate in so many goes on.
    """

    resource: str
    amounts: tuple[int, ...]
    factor: float

    @property
    def n_levels(self) -> int:
        """How many levels there are."""
        return len(self.amounts)

    @property
    def shares(self) -> FloatArray:
        """The parts of the whole resource, in ascending order; the last is 1."""
        return np.array(self.amounts) / self.amounts[-1]

    @property
    def positions(self) -> FloatArray:
        """The levels from 0 to 1, in equal steps of the logarithm."""
        return np.linspace(0.0, 1.0, self.n_levels)

    @property
    def is_of_rows(self) -> bool:
        """Whether the resource is rows, not a parameter."""
        return self.resource == ROWS

    def params(self, params: Mapping[str, Any], level: int) -> dict[str, Any]:
        """Return a candidate's parameters at a level."""
        if self.is_of_rows:
            return dict(params)
        return {**params, self.resource: self.amounts[level]}

    def searched(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters that are searched, of a candidate at any level."""
        return {name: v for name, v in params.items() if name != self.resource}

    def note(self, level: int) -> dict[str, int]:
        """Return the note of a candidate at a level."""
        return dict(zip(OF_A_LEVEL, (level, self.amounts[level]), strict=True))

    @property
    def text(self) -> str:
        """The levels as a checkpoint has them."""
        return f"{self.resource}: {', '.join(map(str, self.amounts))}"

    def expected(self, n: int) -> int:
        """Return about how many evaluations n candidates are, of all levels."""
        total = 0
        for _ in self.amounts:
            total += n
            n = max(1, int(n / self.factor))
        return total


def levels_of_text(text: str | None) -> tuple[int, bool]:
    """Return how many levels a checkpoint has noted, and whether they are of rows."""
    if text is None:
        return 1, False
    resource, _, amounts = text.rpartition(": ")
    return len(amounts.split(", ")), resource == ROWS


def make_ladder(said: Halving, most: int) -> Ladder:
    """Return the levels below the most that a candidate can be given.

    Parameters
    ----------
    said : Halving
    most : int
        What "auto" is for `max_resources`.

    Raises
    ------
    ValueError
        If there is only one level.
    """
    top = most if said.max_resources == "auto" else int(said.max_resources)
    low = said.min_resources
    if low != "auto" and low > top:
        # scikit-learn's words
        raise ValueError(
            f"min_resources_={low} is greater than max_resources_={top}. "
            f"The last level has {top} {_what(said)}: set min_resources to less"
        )
    amounts = [top]
    least = _least(said, top) if low == "auto" else int(low)
    while (below := round(top / said.factor ** len(amounts))) >= least:
        if below == amounts[0]:
            break
        amounts.insert(0, below)
    if len(amounts) == 1:
        raise ValueError(_too_few(said, top, least))
    return Ladder(said.resource, tuple(amounts), float(said.factor))


def _least(said: Halving, top: int) -> int:
    if said.resource == ROWS:
        return FEWEST_ROWS
    return max(1, round(top / said.factor ** (OF_A_PARAMETER - 1)))


def _what(said: Halving) -> str:
    """Return what the amounts of the resource are of."""
    of_rows = "training rows of the smallest split"
    return of_rows if said.resource == ROWS else said.resource


def _too_few(said: Halving, top: int, least: int) -> str:
    return (
        f"resource={said.resource!r} has one level only: {top} {_what(said)} at most, "
        f"and a lower level would have fewer than {least}. Use resource=None, or set "
        "min_resources of sk_hpo.Halving"
    )
