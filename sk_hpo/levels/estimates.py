"""What candidates would score with the whole resource."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

# How many candidates of two levels tell how they differ.
FEWEST = 3


def full_scores(V: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Estimate the scores at the last level, from those of the levels below.

    A candidate's estimate is its score at the highest level where it has been, plus the
    mean differences between each of the levels above and the one below it, of the
    candidates that have been at both. Its standard error is that of a single
    difference.

    Parameters
    ----------
    V : ndarray of shape (n, L)

    Returns
    -------
    estimates, errors : ndarray of shape (n,)
        NaN without a score; the error of a score at the last level is 0.
    """
    steps = np.zeros(V.shape[1])
    variances = np.zeros(V.shape[1])
    for level in range(V.shape[1] - 1):
        rise = V[:, level + 1] - V[:, level]
        rise = rise[np.isfinite(rise)]
        if len(rise):
            steps[level] = rise.mean()
        if len(rise) >= FEWEST:
            variances[level] = rise.var(ddof=1)
    # from each level to the last one
    ahead = np.cumsum(steps[::-1])[::-1]
    spread = np.sqrt(np.cumsum(variances[::-1])[::-1])
    known = np.isfinite(V)
    has_any = known.any(axis=1)
    highest = V.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    rows = np.arange(len(V))
    estimates = np.where(has_any, V[rows, highest] + ahead[highest], np.nan)
    return estimates, np.where(has_any, spread[highest], np.nan)
