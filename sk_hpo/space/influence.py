"""Which parameters count where, by what is known of the estimator that they are set on.

The degree of a polynomial is nothing to an rbf kernel: candidates that differ in it
alone are one model. Which parameters are idle is taken to hang on choices: those among
the settings of the same estimator, that of the estimator itself (its name is the start
of theirs), and that of the alternative. Names are nested as scikit-learn nests them.

Notation: n points of d coordinates, U of shape (n, d). An owner is an estimator some of
whose parameters are searched; its g coordinates; the choices that decide for it have c
combinations, each a code from 0 to c - 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo.space.categorical import Categorical
from sk_hpo.space.cells import FloatArray
from sk_hpo.space.layout import Block

# From a complete candidate to the names of its parameters without influence.
Idle = Callable[[Mapping[str, Any]], Collection[str]]

# Of an owner with more combinations all parameters are taken to count.
MOST_CODES = 256
# Where other coordinates are, in turn: what is idle in all of them is idle.
PROBES = (0.03, 0.5, 0.97)

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Owner:
    """An estimator's coordinates, and when they count.

    Parameters
    ----------
    coordinates : ndarray of int, shape (g,)
    deciding : sequence of (int, Categorical)
        The coordinates that decide, and their choices.
    counts : ndarray of bool, shape (c, g)
        Which coordinates count, for each combination of those choices.
    """

    coordinates: npt.NDArray[np.int64]
    deciding: Sequence[tuple[int, Categorical]]
    counts: BoolArray

    def mark(self, U: FloatArray, mask: BoolArray) -> None:
        """Set the coordinates of the mask (n, d) to whether they count at U (n, d)."""
        code = np.zeros(len(U), dtype=np.int64)
        for j, choices in self.deciding:
            code = code * choices.size + choices.indices_at(U[:, j])
        mask[:, self.coordinates] = self.counts[code]


@dataclass(frozen=True)
class Layout:
    """What of a space is needed here.

    Parameters
    ----------
    blocks : sequence of Block
    choices : mapping of int to Categorical
        The coordinates that are choices, the alternative among them.
    d : int
    params_at : callable
        The candidate at a point (d,).
    """

    blocks: Sequence[Block]
    choices: Mapping[int, Categorical]
    d: int
    params_at: Callable[[FloatArray], dict[str, Any]]

    def owners(self, idle: Idle) -> Iterator[Owner]:
        """The estimators some of whose parameters are idle somewhere."""
        for name in sorted({_owner(block.name) for block in self.blocks}):
            own = [block for block in self.blocks if _owner(block.name) == name]
            deciding = self._deciding(name)
            sizes = [choices.size for _, choices in deciding]
            if math.prod(sizes) > MOST_CODES:
                continue
            counts = np.array(
                [self._counting(own, at, idle) for at in _combinations(deciding)]
            )
            if not counts.all():
                where = [np.arange(block.start, block.stop) for block in own]
                yield Owner(np.concatenate(where), deciding, counts)

    def _deciding(self, owner: str) -> list[tuple[int, Categorical]]:
        """The choices that decide what counts of an owner's parameters."""
        found = {0} if 0 not in {block.start for block in self.blocks} else set()
        for block in self.blocks:
            if _owner(block.name) == owner or _holds(block.name, owner):
                found.update(range(block.start, block.stop))
        return [(j, self.choices[j]) for j in sorted(found & self.choices.keys())]

    def _counting(
        self, own: Sequence[Block], places: Mapping[int, float], idle: Idle
    ) -> list[bool]:
        """Which coordinates of the own blocks count with choices at these places."""
        found = []
        for probe in PROBES:
            u = np.full(self.d, probe)
            u[list(places)] = list(places.values())
            found.append(frozenset(idle(self.params_at(u))))
        everywhere = frozenset.intersection(*found)
        return [
            block.name not in everywhere
            for block in own
            for _ in range(block.start, block.stop)
        ]


def _combinations(
    deciding: Sequence[tuple[int, Categorical]],
) -> Iterator[dict[int, float]]:
    """The places of all combinations of choices, in the order of their codes."""
    places = [[c.to_unit(choice) for choice in c.choices] for _, c in deciding]
    for combination in product(*places):
        yield dict(zip((j for j, _ in deciding), combination, strict=True))


def _owner(name: str) -> str:
    return name.rpartition("__")[0]


def _holds(name: str, owner: str) -> bool:
    """Whether a parameter is the estimator `owner`, or one that it is in."""
    return owner == name or owner.startswith(f"{name}__")
