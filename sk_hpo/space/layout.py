"""The layout of a space: which of the d coordinates each parameter has.

With several alternatives coordinate 0 is the choice of the alternative. Then come the
parameters in the order of their names. A parameter that has equal dimensions in several
alternatives has one block of coordinates for all of them, so that a model learns from
all of them. If its dimensions differ, it has several blocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sk_hpo.space.dimensions.coordinate import Condition, Coordinate
from sk_hpo.space.dimensions.dimension import Dimension


@dataclass(frozen=True)
class CoordinateBlock:
    """A parameter in some alternatives: the coordinates ``start`` to ``stop - 1``."""

    name: str
    dimension: Dimension
    alternatives: frozenset[int]
    start: int
    stop: int


def blocks_of(
    alternatives: Sequence[Mapping[str, Dimension]],
) -> tuple[CoordinateBlock, ...]:
    """Assign coordinates to the parameters of all alternatives.

    Parameters
    ----------
    alternatives : sequence of mapping of str to Dimension

    Returns
    -------
    tuple of CoordinateBlock
        Ordered by name, then by first alternative.
    """
    blocks: list[CoordinateBlock] = []
    start = int(len(alternatives) > 1)
    for name in sorted({name for params in alternatives for name in params}):
        there = {i: a[name] for i, a in enumerate(alternatives) if name in a}
        while there:
            dimension = next(iter(there.values()))
            members = frozenset(i for i, d in there.items() if d == dimension)
            stop = start + len(dimension.axes)
            blocks.append(CoordinateBlock(name, dimension, members, start, stop))
            start = stop
            there = {i: d for i, d in there.items() if i not in members}
    return tuple(blocks)


def coordinates_of(blocks: Sequence[CoordinateBlock], n: int) -> tuple[Coordinate, ...]:
    """Describe the coordinates of blocks.

    Parameters
    ----------
    blocks : sequence of CoordinateBlock
    n : int
        Number of alternatives.

    Returns
    -------
    tuple of Coordinate
    """
    coordinates = [Coordinate("", "categorical", n)] if n > 1 else []
    for block in blocks:
        d = block.dimension
        for axis, own, label in zip(d.axes, d.conditions, d.labels, strict=True):
            name, condition = block.name + label, _condition(block, own, n)
            coordinates.append(
                Coordinate(name, axis.kind, axis.size, condition, axis.places)
            )
    return tuple(coordinates)


def _condition(
    block: CoordinateBlock, own: Condition | None, n: int
) -> Condition | None:
    if own is not None:
        return block.start + own[0], own[1]
    return (0, block.alternatives) if len(block.alternatives) < n else None
