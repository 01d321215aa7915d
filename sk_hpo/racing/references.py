"""Which complete candidate the scores of another are compared with.

Notation as in `racing`. A difference from a complete candidate has the less noise, the
more alike the two are: many candidates differ on a few rows of the data alone. How
alike two are can be seen only after some splits; before, the leader is the reference,
since the hypothesis is that the candidate is as good as the leader.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# From so many splits on, the most similar candidate is the reference: with fewer, two
# may look alike because the split in which they differ has not been seen.
MANY_SEEN = 20


def references(
    S: FloatArray, complete: IntArray, partial: IntArray, seen: int
) -> IntArray:
    """Return which complete candidate each partial one is compared with.

    Parameters
    ----------
    S : ndarray of shape (n, K)
    complete, partial : ndarray of int
        Candidates. The first complete one is the leader.
    seen : int
        s.

    Returns
    -------
    ndarray of int, with the shape of `partial`
        The leader, or the one with the smallest variance of differences.
    """
    found = np.full(len(partial), complete[0])
    if seen < MANY_SEEN:
        return found
    rows = S[partial, :seen]
    least = (rows - S[complete[0], :seen]).var(axis=1)
    for one in complete[1:]:
        v = (rows - S[one, :seen]).var(axis=1)
        found[v < least] = one
        least = np.minimum(v, least)
    return found
