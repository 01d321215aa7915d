"""What is known of the splits of a search: their number, repeats and overlap."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

import numpy as np

# What scikit-learn's splitters take if neither size is given.
DEFAULT_TEST_SIZES = {"GroupShuffleSplit": 0.2}
DEFAULT_TEST_SIZE = 0.1


@dataclass(frozen=True)
class Splits:
    """What the scores on different splits have in common.

    Parameters
    ----------
    n : int
        How many there are.
    repeats : int
        How often the rows were divided anew. The splits of a repeat follow one another
        and their test parts are disjoint, unless `random` is true.
    test_share : float
        The share of the rows in a test part.
    random : bool
        Whether each test part was drawn at random, so that two of them overlap.
    """

    n: int
    repeats: int
    test_share: float
    random: bool

    @property
    def ratio(self) -> float:
        """Rows of a test part over those of its training part."""
        return self.test_share / (1 - self.test_share)


def splits_of(cv: Any, n: int) -> Splits:
    """Return what a search's `cv` says of its splits.

    Parameters
    ----------
    cv : object
        A number of splits, a splitter, pairs of rows, or None. Whatever says nothing of
        repeats and sizes is taken for K parts that are disjoint.
    n : int
        The number of splits of which there are scores.
    """
    repeats = getattr(cv, "n_repeats", None)
    if isinstance(repeats, int | np.integer) and repeats > 0 and n % repeats == 0:
        return Splits(n, int(repeats), min(int(repeats) / n, 0.5), False)
    if hasattr(cv, "test_size") and hasattr(cv, "train_size"):
        return Splits(n, 1, _test_share(cv), True)
    return Splits(n, 1, 1 / n, False)


def _test_share(cv: Any) -> float:
    """Return the share of the rows in the test parts of a shuffling splitter."""
    test, train = cv.test_size, cv.train_size
    kind = type(cv).__name__
    if isinstance(test, Integral) or (test is None and isinstance(train, Integral)):
        raise ValueError(
            f"cv={cv!r} gives a number of rows, of which the share is not known here: "
            f"pass cv={kind}(test_size=...) to selection_bias, with a share"
        )
    if isinstance(test, Real):
        return float(test)
    if isinstance(train, Real):
        return 1 - float(train)
    return DEFAULT_TEST_SIZES.get(kind, DEFAULT_TEST_SIZE)
