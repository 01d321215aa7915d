"""Which parameters an estimator ignores, depending on other parameters.

An rbf kernel ignores the degree of a polynomial, so candidates that differ only in it
are the same model. What an estimator ignores is assumed to depend on choices only:
choices among its own parameters, the choice of the estimator itself (whose name is the
prefix of theirs), and lists of steps of an estimator around it. Names are nested as in
scikit-learn.

Notation: n points of d coordinates, U of shape (n, d). An owner is an estimator some of
whose parameters are searched; it has g coordinates. The choices that decide for it have
c combinations, each with a code from 0 to c - 1.
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
from sk_hpo.space.layout import CoordinateBlock

# From parameters and the name of an owner ("": the whole estimator) to the names of
# its own parameters that it ignores.
Ignored = Callable[[Mapping[str, Any], str], Collection[str]]

# An owner with more combinations is assumed to ignore nothing.
MOST_CODES = 512
# Places of ranges that are tried: a parameter must be ignored at all of them.
PROBES = (0.03, 0.5, 0.97)

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Owner:
    """An estimator's coordinates in an alternative, and when they are active.

    Parameters
    ----------
    alternative : int
    coordinates : ndarray of int, shape (g,)
    deciding : sequence of (int, Categorical)
        The coordinates that decide, and their choices.
    active : ndarray of bool, shape (c, g)
        Which coordinates are not ignored, for each combination of those choices.
    """

    alternative: int
    coordinates: npt.NDArray[np.int64]
    deciding: Sequence[tuple[int, Categorical]]
    active: BoolArray

    @property
    def never(self) -> npt.NDArray[np.int64]:
        """The coordinates that are always ignored."""
        return self.coordinates[~self.active.any(axis=0)]

    def mark(self, U: FloatArray, there: BoolArray, mask: BoolArray) -> None:
        """Clear a mask (n, d) of active coordinates where they are ignored at U (n, d).

        `there` (n,) says which points are in the alternative.
        """
        rows = np.flatnonzero(there)
        code = np.zeros(len(rows), dtype=np.int64)
        for j, choices in self.deciding:
            code = code * choices.size + choices.indices_at(U[rows, j])
        mask[np.ix_(rows, self.coordinates)] &= self.active[code]


def owners(
    blocks: Sequence[Sequence[CoordinateBlock]], ignored: Ignored
) -> Iterator[Owner]:
    """Find the estimators that ignore some of their parameters.

    Parameters
    ----------
    blocks : sequence of sequence of CoordinateBlock
        Those of each alternative.
    ignored : callable

    Yields
    ------
    Owner
    """
    for i, there in enumerate(blocks):
        for name in sorted({_owner(block.name) for block in there}):
            own = [block for block in there if _owner(block.name) == name]
            others = [block for block in there if _decides(block, name)]
            active = _active(name, own, others, ignored)
            if active is not None and not active.all():
                where = [np.arange(block.start, block.stop) for block in own]
                yield Owner(i, np.concatenate(where), _choices([*own, *others]), active)


def _active(
    name: str,
    own: Sequence[CoordinateBlock],
    others: Sequence[CoordinateBlock],
    ignored: Ignored,
) -> BoolArray | None:
    """Return which coordinates are active (c, g); None if there are too many codes."""
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
        found = [frozenset(ignored(_params(blocks, at, rest), name)) for rest in probes]
        everywhere = frozenset.intersection(*found)
        rows.append([b.name not in everywhere for b in own for _ in b.dimension.axes])
    active = np.array(rows).reshape(*sizes, -1)
    # a parameter that is ignored for only some of its own values has an effect
    columns = [block for block in own for _ in block.dimension.axes]
    for axis, (j, _) in enumerate(deciding):
        its = [b.start <= j < b.stop for b in columns]
        active[..., its] = active[..., its].any(axis=axis, keepdims=True)
    return active.reshape(len(rows), -1)


def _params(
    blocks: Sequence[CoordinateBlock], at: Mapping[int, float], rest: float
) -> dict[str, Any]:
    """Return the values of blocks: choices at their places, all others at `rest`."""
    return {
        block.name: block.dimension.decode(
            np.array([at.get(j, rest) for j in range(block.start, block.stop)])
        )
        for block in blocks
    }


def _choices(blocks: Sequence[CoordinateBlock]) -> list[tuple[int, Categorical]]:
    """Return the coordinates of blocks that are choices."""
    return [
        (block.start + k, axis)
        for block in blocks
        for k, axis in enumerate(block.dimension.axes)
        if isinstance(axis, Categorical)
    ]


def _decides(block: CoordinateBlock, owner: str) -> bool:
    """Return whether a parameter of another owner decides which estimator this is.

    It may be the estimator `owner`, one around it, or a list of their steps.
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
