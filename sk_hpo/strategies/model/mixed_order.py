"""An order of candidates in which the first ones are spread over the space.

Notation: U of shape (n, d), the candidates' points of the unit cube.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gp.kernel import FloatArray, IntArray
from sk_hpo.gradients.outer.quasirandom import spread
from sk_hpo.space import Space

# More candidates come in a random order: to spread n of them takes n^2 distances.
MOST = 2000


def mixed_order(space: Space, U: FloatArray) -> IntArray:
    """Return the numbers of candidates in the order of a sequence of spread points.

    Each point of the sequence takes the nearest candidate that is left. So a good one
    comes early, wherever it is. The order is always the same.

    Parameters
    ----------
    space : Space
    U : ndarray of shape (n, d)

    Returns
    -------
    ndarray of int, shape (n,)
    """
    n, d = U.shape
    if n > MOST:
        return np.random.default_rng(0).permutation(n)
    kinds = [c.kind for c in space.coordinates]
    unordered = np.array([kind == "categorical" for kind in kinds], dtype=bool)
    left = np.ones(n, dtype=bool)
    order = np.empty(n, dtype=np.int64)
    for k, point in enumerate(space.placed(spread(n, d))):
        off = np.abs(U - point)
        off[:, unordered] = off[:, unordered] > 0
        distance = np.where(left, off.sum(axis=1), np.inf)
        order[k] = distance.argmin()
        left[order[k]] = False
    return order
