"""Whether scores on low levels rank candidates as those with the whole resource do."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

FloatArray = npt.NDArray[np.float64]

# Fewer candidates agree by chance.
FEWEST = 4


def rank_correlation(V: FloatArray) -> float:
    """Return the lowest rank correlation of a level with the last one.

    It is Spearman's: the correlation of ranks, equal scores sharing their mean rank.
    Candidates without a score at some level are left out.

    Parameters
    ----------
    V : ndarray of shape (n, L)

    Returns
    -------
    float
        1 if all have the same score at the last level, so that none can be lost; 0 at
        a level that tells nothing, or with fewer than `FEWEST` candidates.
    """
    V = V[np.isfinite(V).all(axis=1)]
    if len(V) < FEWEST:
        return 0.0
    ranks = rankdata(V, axis=0)
    ranks -= ranks.mean(axis=0)
    sizes = np.sqrt((ranks**2).sum(axis=0))
    if sizes[-1] == 0:
        return 1.0
    products = ranks[:, :-1].T @ ranks[:, -1]
    below = np.divide(
        products,
        sizes[:-1] * sizes[-1],
        out=np.zeros(len(products)),
        where=sizes[:-1] > 0,
    )
    return float(below.min(initial=1.0))
