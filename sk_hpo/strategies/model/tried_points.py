"""The points that have been tried, so that none is suggested twice.

Notation: u of shape (d,), U of shape (n, d), points of the unit cube.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gp.kernel import BoolArray, FloatArray

# Reals are rounded to about 1e-12 when they become values.
DIGITS = 9


class TriedPoints:
    """A set of points.

    Parameters
    ----------
    U : ndarray of shape (n, d)
        Points from ``Space.encode``.
    """

    def __init__(self, U: FloatArray) -> None:
        self._keys = {u.tobytes() for u in np.round(U, DIGITS)}
        # distinct points have distinct projections, which are fast to look up
        self._direction = np.random.default_rng(0).random(U.shape[1])
        self._projected = np.sort(U @ self._direction)

    def __contains__(self, u: FloatArray) -> bool:
        return np.round(u, DIGITS).tobytes() in self._keys

    def among(self, U: FloatArray) -> BoolArray:
        """Return which points are in the set, of shape (n,).

        A candidate that has several points is found by one of them only.
        """
        if not self._keys:
            return np.zeros(len(U), dtype=np.bool_)
        projected = U @ self._direction
        after = np.searchsorted(self._projected, projected - 10.0**-DIGITS)
        nearest = self._projected[np.minimum(after, len(self._projected) - 1)]
        return np.asarray(np.abs(nearest - projected) <= 10.0**-DIGITS)
