"""Equal cells: [0, 1] divided into k intervals, one for each value.

A value is encoded as the centre of its cell, so that rounding cannot move it to the
next cell. A uniform number falls into each cell with probability 1/k.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def cell_of(u: float, k: int) -> int:
    """Return the number of the cell, 0 to k - 1, that ``u`` falls into."""
    return min(max(int(u * k), 0), k - 1)


def centre_of(i: int, k: int) -> float:
    """Return the centre of cell ``i`` of ``k``."""
    return (i + 0.5) / k


def to_centres(u: FloatArray, k: int) -> FloatArray:
    """Move every number to the centre of its cell."""
    cells = np.clip((u * k).astype(np.int64), 0, k - 1)
    return np.asarray((cells + 0.5) / k, dtype=np.float64)
