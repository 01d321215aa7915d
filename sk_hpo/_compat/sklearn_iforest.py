"""Private names of ``sklearn.ensemble._iforest``: depths of rows in isolation trees.

Notation: n rows, K trees.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble._iforest import (
    _average_path_length,
    _parallel_compute_tree_depths,
)
from sklearn.utils.validation import validate_data

Array = npt.NDArray[np.float64]


def keep_lengths(forest: Any, size: int) -> None:
    """Truncate to the first trees what a forest stores for each tree."""
    forest._seeds = forest._seeds[:size]
    forest._decision_path_lengths = forest._decision_path_lengths[:size]
    lengths = forest._average_path_length_per_tree
    forest._average_path_length_per_tree = lengths[:size]


def scores_at(forest: Any, X: Any, sizes: Sequence[int]) -> dict[int, Array]:
    """Return ``score_samples`` of the forests of some sizes.

    Parameters
    ----------
    forest : IsolationForest
        It has at least as many trees as the largest size.
    X : array-like of shape (n, p)
    sizes : sequence of int
        Ascending.
    """
    rows = validate_data(
        forest,
        X,
        accept_sparse="csr",
        dtype=np.float32,
        reset=False,
        ensure_all_finite=False,
    )
    subsampled = forest._max_features != rows.shape[1]
    unit = _average_path_length([forest._max_samples])
    depths = np.zeros(rows.shape[0], order="F")
    found = {}
    for done, size in pairwise([0, *sizes]):
        for number in range(done, size):
            _parallel_compute_tree_depths(
                forest.estimators_[number],
                rows,
                forest.estimators_features_[number] if subsampled else None,
                forest._decision_path_lengths[number],
                forest._average_path_length_per_tree[number],
                depths,
                nullcontext(),
            )
        whole = size * unit
        relative = np.divide(depths, whole, out=np.ones_like(depths), where=whole != 0)
        found[size] = -(2 ** (-relative))
    return found
