"""The problem of a search: all that a score depends on besides the candidate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Problem:
    """All that a score depends on besides the candidate.

    It is built once per call of ``fit``, and sent once to each worker.

    Parameters
    ----------
    estimator : estimator
        Unfitted; cloned for each fit.
    X : array-like of shape (n_samples, n_features)
        All rows.
    y : array-like of shape (n_samples,) or (n_samples, n_outputs), or None
        All targets.
    splits : sequence of (train, test)
        Row numbers of each split.
    scorer : callable
        A scorer as scikit-learn's fit-and-score accepts it.
    fit_params, score_params : mapping
        Routed to the estimator's ``fit`` and to the scorer.
    error_score : float or "raise"
        The score of a fit that fails.
    return_train_score : bool
        Whether the training rows are scored too.
    bitwise : bool, default=False
        Whether shared fits must give the scores of separate fits bit for bit.
    n_row_levels : int, default=1
        How many levels have rows of their own: `splits` are those of each, level by
        level.
    """

    estimator: Any
    X: Any
    y: Any
    splits: Sequence[tuple[Any, Any]]
    scorer: Any
    fit_params: Mapping[str, Any]
    score_params: Mapping[str, Any]
    error_score: float | str
    return_train_score: bool
    bitwise: bool = False
    n_row_levels: int = 1

    @property
    def n_splits(self) -> int:
        """The number of splits of a candidate."""
        return len(self.splits) // self.n_row_levels

    @property
    def n_training_rows(self) -> int:
        """How many training rows the smallest split has; 0 without splits."""
        return min((_n_rows(train) for train, _ in self.splits), default=0)


def _n_rows(rows: Any) -> int:
    """Return how many rows there are of row numbers, or of a mask."""
    found = np.asarray(rows)
    return int(found.sum()) if found.dtype == bool else len(found)
