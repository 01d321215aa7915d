"""The region around the best point so far in which the next step ends.

Notation: n points, d coordinates of the unit cube, U of shape (n, d); c of shape (d,)
the centre; rho the radius: the region is a box that reaches from c by rho, or to the
next value where values are farther apart. D = U - c, of shape (n, d), is 0 where a
coordinate has no order or does not exist at both points; B, of shape (n, d), says where
a choice without order differs from the centre's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sk_hpo.gradients.arrays import BoolArray, FloatArray

# Points nearer than this share of the radius, in every coordinate, are the same.
APART = 0.3
# How likely a proposed point has another choice in a given coordinate without order.
SWITCHED = 0.3


@dataclass(frozen=True)
class Frame:
    """The point of view of a centre.

    Parameters
    ----------
    centre : ndarray of shape (d,)
    exists : ndarray of bool, shape (d,)
        Which coordinates exist at the centre.
    ordered : ndarray of bool, shape (d,)
        Which coordinates have an order.
    """

    centre: FloatArray
    exists: BoolArray
    ordered: BoolArray

    def differences(self, U: FloatArray, active: BoolArray) -> FloatArray:
        """Give D, shape (n, d)."""
        both = active & self.exists & self.ordered
        return np.where(both, U - self.centre, 0.0)

    def switched(self, U: FloatArray, active: BoolArray) -> BoolArray:
        """Say which choices differ from the centre's, shape (n, d)."""
        both = active & self.exists & ~self.ordered
        return both & (np.abs(U - self.centre) > 1e-9)


def neighbours(
    frame: Frame,
    radius: float,
    sizes: Sequence[int | None],
    rng: np.random.Generator,
    n: int,
) -> FloatArray:
    """Draw points of the trust region.

    Parameters
    ----------
    frame : Frame
    radius : float
    sizes : sequence of int or None
        Number of values of each coordinate; the next value is always in reach.
    rng : numpy.random.Generator
    n : int

    Returns
    -------
    ndarray of shape (n, d)
        Not snapped to values. Coordinates that do not exist at the centre are drawn
        from the whole of their range.
    """
    d = len(frame.centre)
    low, high = box(frame, radius, sizes)
    U = low + rng.random((n, d)) * (high - low)
    # every second one moves in a few coordinates only
    still = rng.random((n, d)) < np.where(np.arange(n) % 2, 0.6, 0.0)[:, None]
    U = np.where(still & frame.exists, frame.centre, U)
    # choices have no neighbourhood: any other one, or none
    kept = ~frame.ordered & frame.exists & (rng.random((n, d)) >= SWITCHED)
    return np.where(kept, frame.centre, U)


def box(
    frame: Frame, radius: float, sizes: Sequence[int | None]
) -> tuple[FloatArray, FloatArray]:
    """Give the bounds of the trust region, each of shape (d,)."""
    # 1.01: the centre of the next cell, and not just its rim
    cells = np.array([0.0 if size is None else 1.01 / size for size in sizes])
    bounded = frame.exists & frame.ordered
    reach = np.where(bounded, np.maximum(radius, cells), 1.0)
    return np.maximum(frame.centre - reach, 0.0), np.minimum(frame.centre + reach, 1.0)


def novel(
    U: FloatArray,
    active: BoolArray,
    taken: FloatArray,
    taken_active: BoolArray,
    ordered: BoolArray,
    steps: FloatArray,
) -> BoolArray:
    """Say which points are not too near to one that is taken.

    Parameters
    ----------
    U, active : ndarray of shape (n, d)
    taken, taken_active : ndarray of shape (t, d)
    ordered : ndarray of bool, shape (d,)
    steps : ndarray of shape (d,)
        The least difference that counts, in each coordinate with an order.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    fresh = np.ones(len(U), dtype=np.bool_)
    least = np.where(ordered, steps, 1e-9)
    for point, exists in zip(taken, taken_active, strict=True):
        differs = (exists != active) | (np.abs(U - point) >= least) & exists & active
        fresh &= differs.any(axis=1)
    return fresh
