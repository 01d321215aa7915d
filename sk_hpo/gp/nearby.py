"""Which points are all but the same as points that are known.

Notation::

    X      (n, m)  points that are known, as columns
    Z      (q, m)  others
    width  (m,)    how far from each other values of a column are all but the same

Expected improvement that has the noise in it never ends next to a good point, as if
each new fit drew the noise anew. The noise of a score is a function of the candidate,
though: a hair's breadth away it is the same.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

from sk_hpo.gp.kernel import FloatArray

# Of a column's length scale, or of its whole range where that is shorter.
SAME = 0.01


class Nearby:
    """The points near some points.

    Parameters
    ----------
    X : ndarray of shape (n, m)
    length : ndarray of shape (m,)
        The length scales of the columns.
    real : ndarray of bool, shape (m,)
        Columns in which values may be all but the same; in others they differ or not.
    """

    def __init__(
        self, X: FloatArray, length: FloatArray, real: npt.NDArray[np.bool_]
    ) -> None:
        self._width = np.where(real, SAME * np.minimum(length, 1.0), 1e-9)
        # a space of one candidate has no columns
        self._tree = KDTree(X / self._width) if X.size else None

    def among(self, Z: FloatArray) -> npt.NDArray[np.bool_]:
        """Say which of some points differ in no column by more than its width, (q,)."""
        if self._tree is None:
            return np.zeros(len(Z), dtype=np.bool_)
        distance, _ = self._tree.query(
            Z / self._width, p=np.inf, distance_upper_bound=1.0
        )
        return np.asarray(np.isfinite(distance))
