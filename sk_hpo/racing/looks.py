"""After how many splits candidates are judged, and how strictly."""

from __future__ import annotations

import numpy as np

# Each next look sees a quarter of the splits again, at least one more.
GROWTH = 1.25
# A look that leaves fewer splits than this share of all saves next to nothing.
LAST = 0.8
# A sign test of fewer rows can't reach a level worth having.
FEWEST_ROWS = 10


def looks(n_splits: int, *, binary: bool = False) -> list[int]:
    """Return after how many splits candidates are judged, in order.

    Parameters
    ----------
    n_splits : int
        K.
    binary : bool
        Whether all scores are 0 or 1.
    """
    found = []
    seen = FEWEST_ROWS if binary else 1
    last = min(n_splits - 1, max(1, int(LAST * n_splits)))
    while seen <= last:
        found.append(seen)
        seen = max(seen + 1, round(seen * GROWTH))
    return found


def levels(
    probability: float, n_splits: int, *, binary: bool = False
) -> dict[int, float]:
    """Return the levels of the tests, by how many splits are seen.

    The levels add up to the probability, so that by Bonferroni's inequality the best
    candidate is stopped at any of the looks with that probability at most. Early looks
    save more and have a larger share, by 1 / sqrt(s).

    Parameters
    ----------
    probability : float
        With which the best candidate may be stopped.
    n_splits : int
    binary : bool
    """
    found = looks(n_splits, binary=binary)
    shares = 1 / np.sqrt(np.array(found, dtype=np.float64))
    shares *= probability / max(float(shares.sum()), 1e-300)
    return dict(zip(found, shares.tolist(), strict=True))
