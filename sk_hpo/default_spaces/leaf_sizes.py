"""How many rows a leaf of a tree has at least."""

from __future__ import annotations

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_integer


def leaf_sizes(data: Data, most: int = 100) -> list[int]:
    """Return sizes from 1 to `most`, or to a tenth of few rows.

    Larger leaves leave few splits, or none.
    """
    few = most if data.n_train is None else data.n_train // 10
    return log_integer(1, max(2, min(most, few)))
