"""The description of a coordinate, one of the d numbers of a space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["real", "integer", "ordinal", "categorical"]

# (number of the parent coordinate, its choices under which the child exists)
Condition = tuple[int, frozenset[int]]


@dataclass(frozen=True)
class Coordinate:
    """One of the d numbers in [0, 1] that a space is flattened into.

    Parameters
    ----------
    name : str
        The parameter; "" for the coordinate that says which alternative (which
        dict of a list of dicts). A parameter with a mixed list has several
        coordinates of its name. A parameter that is a dict has one for each entry, as
        in ``class_weight['a']``.
    kind : {"real", "integer", "ordinal", "categorical"}
        "integer" are numbers at equal distances on the coordinate's own scale,
        "ordinal" are listed numbers, "categorical" has no order.
    size : int or None
        Number of distinct values; None if continuous or beyond counting.
    condition : tuple of (int, frozenset of int) or None
        The number of the parent coordinate, always a smaller one, and the choices
        of it under which this coordinate exists, if the parent does. None: always.
    places : tuple of float or None
        For "ordinal": where in [0, 1] the values lie on their own scale, in the
        order of the cells. The number itself is the centre of one of ``size`` equal
        cells, since listed choices are drawn equally often.
    """

    name: str
    kind: Kind
    size: int | None
    condition: Condition | None = None
    places: tuple[float, ...] | None = None
