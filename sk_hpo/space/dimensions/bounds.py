"""The check of the bounds of a range."""

from __future__ import annotations

import math

LARGEST = 1e300  # beyond it the rounding of reals to decimals could overflow


def check_bounds(low: float, high: float, *, log: bool) -> None:
    """Reject a range that is reversed or infinite, or reaches 0 on a log scale.

    Parameters
    ----------
    low, high : float
        Both ends, included. They may be equal: one value.
    log : bool
        Whether the range has a log scale.

    Raises
    ------
    ValueError
    """
    for end in (low, high):
        if math.isnan(end) or abs(end) > LARGEST:
            raise ValueError(
                f"the range ({low}, {high}) is not finite, or too large: both ends "
                f"must be numbers of at most {LARGEST:g} in size"
            )
    if low > high:
        raise ValueError(
            f"the range ({low}, {high}) is reversed or empty: write (low, high) with "
            "low <= high"
        )
    if log and low <= 0:
        raise ValueError(f"a range on a log scale must be above 0, got ({low}, {high})")
