"""How noisy each split is, compared with the others.

Notation as in `racing`, and: C (c, K), scores of complete candidates; R (c, K), C less
the means of its rows and then of its columns; w (K,), the variance of R on a split over
that on all splits. The mean of w is 1.

On some splits all candidates differ more: their test rows are few, or hard. What is
known from other splits says less of those.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

# Noise is that of the best candidates: this many of them.
NEAREST = 10
# As many candidates for which all splits are equally noisy are added to those known.
PRIOR = 4.0
# Scores have 10 significant digits: smaller differences are rounding.
ROUNDING = 1e-9


def split_noise(C: FloatArray) -> FloatArray:
    """Return w, (K,).

    Parameters
    ----------
    C : ndarray of shape (c, K)
        The best candidates first. Those that differ by a constant count once.
    """
    R = C - C.mean(axis=1, keepdims=True)
    R = np.round(R / max(float(np.abs(C).max()), 1e-300) / ROUNDING)
    R = R[np.sort(np.unique(R, axis=0, return_index=True)[1])[: NEAREST + 1]]
    R = R - R.mean(axis=0)
    v = (R**2).mean(axis=1, keepdims=True)
    shares = R[v[:, 0] > 0] ** 2 / v[v[:, 0] > 0]
    return np.asarray((shares.sum(axis=0) + PRIOR) / (len(shares) + PRIOR))
