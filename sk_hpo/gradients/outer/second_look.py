"""Where a descent in several coordinates has not looked, in line with its end.

Notation: x of shape (d,) a point of the unit cube, X of shape (N, d) the points
evaluated.

A threshold of residuals, say, changes nothing over much of its range on a logarithmic
scale, and few points there say nothing about the rest of it. A penalty does not need
this: its slopes point to where it is too strong or too weak.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sk_hpo.gradients.types import FloatArray

# The distance from all known points beyond which a point is unseen.
UNSEEN = 0.1


def unseen_in_line(
    X: FloatArray, x: FloatArray, coordinates: Sequence[int]
) -> Iterator[FloatArray]:
    """Yield unseen points in line with x: bounds, and the middle between them and x.

    A point that has been yielded is no longer unseen.

    Parameters
    ----------
    X : ndarray of shape (N, d)
    x : ndarray of shape (d,)
    coordinates : sequence of int
    """
    for i in coordinates:
        for bound in (0.0, 1.0):
            for value in (bound, (x[i] + bound) / 2):
                other = x.copy()
                other[i] = value
                if np.abs(other - X).max(axis=1).min() > UNSEEN:
                    X = np.vstack([X, other])
                    yield other
