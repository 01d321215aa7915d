"""After how many splits candidates are judged, and how strictly."""

from __future__ import annotations

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


def level(probability: float, n_splits: int, *, binary: bool = False) -> float:
    """Return the level of the test at each look.

    The looks share the probability equally, so that by Bonferroni's inequality the best
    candidate is stopped at any of them with that probability at most.

    Parameters
    ----------
    probability : float
        With which the best candidate may be stopped.
    n_splits : int
    binary : bool
    """
    return probability / max(1, len(looks(n_splits, binary=binary)))
