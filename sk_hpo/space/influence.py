"""Which parameters count where, by what is known of the estimator that they are set on.

The degree of a polynomial is nothing to an rbf kernel: candidates that differ in it
alone are one model. Which parameters of an estimator are idle is taken to hang on
choices: those among its own settings, that of the estimator itself (its name is the
start of theirs), and lists of steps of an estimator that it may be in. Names are nested
as scikit-learn nests them.

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

from sk_hpo.space.dimensions.categorical import Categorical
from sk_hpo.space.dimensions.cells import FloatArray
from sk_hpo.space.layout import Block

# From the parameters that matter to an owner, and its name ("": the whole estimator),
# to the names of its own parameters that have no influence.
Idle = Callable[[Mapping[str, Any], str], Collection[str]]

# Of an owner with more combinations all parameters are taken to count.
MOST_CODES = 512
# Where ranges are, in turn: what is idle in all of them is idle.
PROBES = (0.03, 0.5, 0.97)

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Owner:
    """An estimator's coordinates in an alternative, and when they count.

    Parameters
    ----------
    alternative : int
    coordinates : ndarray of int, shape (g,)
    deciding : sequence of (int, Categorical)
        The coordinates that decide, and their choices.
    counts : ndarray of bool, shape (c, g)
        Which coordinates count, for each combination of those choices.
    """

    alternative: int
    coordinates: npt.NDArray[np.int64]
    deciding: Sequence[tuple[int, Categorical]]
    counts: BoolArray

    @property
    def never(self) -> npt.NDArray[np.int64]:
        """The coordinates that never count."""
        return self.coordinates[~self.counts.any(axis=0)]

    def mark(self, U: FloatArray, there: BoolArray, mask: BoolArray) -> None:
        """Take from a mask (n, d) what does not count at U (n, d).

        `there` (n,) says which points are of the alternative.
        """
        rows = np.flatnonzero(there)
        code = np.zeros(len(rows), dtype=np.int64)
        for j, choices in self.deciding:
            code = code * choices.size + choices.indices_at(U[rows, j])
        mask[np.ix_(rows, self.coordinates)] &= self.counts[code]


def owners(blocks: Sequence[Sequence[Block]], idle: Idle) -> Iterator[Owner]:
    """Find the estimators some of whose parameters are idle somewhere.

    Parameters
    ----------
    blocks : sequence of sequence of Block
        Of each alternative.
    idle : callable

    Yields
    ------
    Owner
    """
    for i, there in enumerate(blocks):
        for name in sorted({_owner(block.name) for block in there}):
            own = [block for block in there if _owner(block.name) == name]
            others = [block for block in there if _decides(block, name)]
            counts = _counts(name, own, others, idle)
            if counts is not None and not counts.all():
                where = [np.arange(block.start, block.stop) for block in own]
                yield Owner(i, np.concatenate(where), _choices([*own, *others]), counts)


def _counts(
    name: str, own: Sequence[Block], others: Sequence[Block], idle: Idle
) -> BoolArray | None:
    """Which own coordinates count (c, g); None if there are too many combinations."""
    blocks = [*own, *others]
    deciding = _choices(blocks)
    sizes = [choices.size for _, choices in deciding]
    if math.prod(sizes) > MOST_CODES:
        return None
    n_axes = sum(len(block.dimension.axes) for block in blocks)
    probes = PROBES if n_axes > len(deciding) else PROBES[:1]
    rows = []
    for places in product(*([c.to_unit(v) for v in c.choices] for _, c in deciding)):
        at = dict(zip((j for j, _ in deciding), places, strict=True))
        found = [frozenset(idle(_params(blocks, at, rest), name)) for rest in probes]
        everywhere = frozenset.intersection(*found)
        rows.append([b.name not in everywhere for b in own for _ in b.dimension.axes])
    counts = np.array(rows).reshape(*sizes, -1)
    # idle for some of its own values only, it has an influence
    for axis, (j, _) in enumerate(deciding):
        for column in _columns_of(own, j):
            values = counts[..., column]
            counts[..., column] = values.any(axis=axis, keepdims=True)
    return counts.reshape(len(rows), -1)


def _columns_of(own: Sequence[Block], j: int) -> list[int]:
    """Return the columns of the block that has coordinate j."""
    names = [b for b in own for _ in b.dimension.axes]
    return [k for k, block in enumerate(names) if block.start <= j < block.stop]


def _params(
    blocks: Sequence[Block], at: Mapping[int, float], rest: float
) -> dict[str, Any]:
    """Return the values of some blocks: choices at their places, others at `rest`."""
    return {
        block.name: block.dimension.decode(
            np.array([at.get(j, rest) for j in range(block.start, block.stop)])
        )
        for block in blocks
    }


def _choices(blocks: Sequence[Block]) -> list[tuple[int, Categorical]]:
    """Return the coordinates of blocks that are choices."""
    return [
        (block.start + k, axis)
        for block in blocks
        for k, axis in enumerate(block.dimension.axes)
        if isinstance(axis, Categorical)
    ]


def _decides(block: Block, owner: str) -> bool:
    """Whether a parameter of another owner says which estimator this one is.

    It is the estimator `owner`, or one that it is in, or one of lists of their steps.
    """
    if block.name == owner or owner.startswith(f"{block.name}__"):
        return True
    around = _owner(block.name)
    return (
        around != owner
        and (not around or owner.startswith(f"{around}__"))
        and any(
            isinstance(choice, (list, tuple))
            for _, choices in _choices([block])
            for choice in choices.choices
        )
    )


def _owner(name: str) -> str:
    return name.rpartition("__")[0]
