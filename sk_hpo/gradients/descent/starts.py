"""Starting points for several descents of a branch, and comparison of their ends."""

from __future__ import annotations

from collections.abc import Mapping

from sk_hpo.gradients.outer.coordinates import Coordinates, Range
from sk_hpo.gradients.outer.quasirandom import spread

# Ends that are this far apart, relative to the range, are different optima.
APART = 0.05

Params = dict[str, float]


def spread_starts(ranges: Mapping[str, Range], n: int) -> list[Params]:
    """Return n points spread over the ranges, on their scales.

    Parameters
    ----------
    ranges : mapping of str to (low, high, log)
    n : int

    Returns
    -------
    list of dict of str to float
    """
    box = Coordinates(ranges)
    shares = spread(n, len(ranges))
    return [box.decode(box.low + share * (box.high - box.low)) for share in shares]


def apart(some: Params, other: Params, ranges: Mapping[str, Range]) -> bool:
    """Return whether two points are different optima.

    Parameters
    ----------
    some, other : dict of str to float
    ranges : mapping of str to (low, high, log)
    """
    box = Coordinates(ranges)
    off = abs(box.encode(some) - box.encode(other))
    return bool((off > APART * (box.high - box.low)).any())
