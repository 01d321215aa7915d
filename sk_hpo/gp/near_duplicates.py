"""Find the points that are nearly equal to known points.

Notation::

    X      (n, m)  known points, as columns
    Z      (q, m)  other points
    width  (m,)    values of a column that differ by less are nearly equal

The expected improvement includes the noise, so it stays high next to the best point, as
if a fit there drew new noise. The noise of a score is a function of the candidate,
however: it is the same for a candidate that is nearly equal.
"""

from __future__ import annotations

import numpy as np
from scipy.spatial import KDTree

from sk_hpo.gp.kernel import BoolArray, FloatArray

# Width relative to the length scale of a column, or to its range if that is shorter.
SAME = 0.01


class Nearby:
    """Finds points that are nearly equal to one of a set of points.

    Parameters
    ----------
    X : ndarray of shape (n, m)
    length : ndarray of shape (m,)
        The length scales of the columns.
    real : ndarray of bool, shape (m,)
        Columns of real numbers. Values of other columns are either equal or not.
    """

    def __init__(self, X: FloatArray, length: FloatArray, real: BoolArray) -> None:
        self._width = np.where(real, SAME * np.minimum(length, 1.0), 1e-9)
        # a space of one candidate has no columns
        self._tree = KDTree(X / self._width) if X.size else None

    def among(self, Z: FloatArray) -> BoolArray:
        """Return which points of Z are nearly equal to a known one, (q,)."""
        if self._tree is None:
            return np.zeros(len(Z), dtype=np.bool_)
        distance, _ = self._tree.query(
            Z / self._width, p=np.inf, distance_upper_bound=1.0
        )
        return np.asarray(np.isfinite(distance))
