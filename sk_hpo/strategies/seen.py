"""Which points have been tried: none is tried twice, nor one that is all but the same.

Notation: u of shape (d,), U of shape (n, d), points of the unit cube.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

FloatArray = npt.NDArray[np.float64]

# Reals are rounded to about 1e-12 when they become values.
DIGITS = 9
# A point that differs by less in every coordinate has the same score for all that a
# search can tell; expected improvement, with the noise in it, would try it without end.
NEAR = 0.003


class Seen:
    """A set of points.

    Parameters
    ----------
    U : ndarray of shape (n, d)
        As ``Space.encode`` writes them.
    """

    def __init__(self, U: FloatArray) -> None:
        self._keys = {_key(u) for u in U}
        self._tree = KDTree(U) if len(U) else None

    def __contains__(self, u: FloatArray) -> bool:
        return _key(u) in self._keys

    def among(self, U: FloatArray) -> npt.NDArray[np.bool_]:
        """Say which of many points are in the set, or all but, of shape (n,).

        A candidate that can be written in several ways is found in one of them only.
        """
        if self._tree is None:
            return np.zeros(len(U), dtype=np.bool_)
        distance, _ = self._tree.query(U, p=np.inf, distance_upper_bound=NEAR)
        return np.asarray(np.isfinite(distance))


def _key(u: FloatArray) -> bytes:
    return np.round(u, DIGITS).tobytes()
