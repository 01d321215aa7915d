"""Which candidates are certain to be on the next level before a level is complete."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def certain(scores: NDArray[np.float64], n_open: int, n_kept: int) -> NDArray[np.intp]:
    """Return the candidates that go on whatever the others score, best first.

    Of two with equal scores either may go on, so each counts as ahead of the other. A
    failed candidate counts as one whose score is not known.

    Parameters
    ----------
    scores : ndarray of shape (n,)
        Of the candidates that are complete; NaN where one has failed.
    n_open : int
        How many others the level has, whose scores are not known.
    n_kept : int
        How many go on.
    """
    known = np.flatnonzero(~np.isnan(scores))
    order = known[np.argsort(-scores[known], kind="stable")]
    falling = -scores[order]
    # how many score as high as each, itself among them
    n_as_high = np.searchsorted(falling, falling, side="right")
    n_unknown = n_open + len(scores) - len(known)
    return order[n_as_high + n_unknown <= n_kept]
