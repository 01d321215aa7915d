"""The candidates before a suggestion, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sk_hpo.gp.kernel import FloatArray


@dataclass(frozen=True)
class Observations:
    """The candidates so far: first those with results, then the pending ones.

    Parameters
    ----------
    U : ndarray of shape (n, d)
        The points.
    values : ndarray of shape (n_done,)
        The scores of candidates with results; not finite if they failed.
    errors : ndarray of shape (n_done,)
        Their standard errors; 0 for candidates with all their splits.
    notes : sequence of dict
        The notes of the strategy, in the order of the candidates.
    seconds : ndarray of shape (n_done,) or None
        The time of a fit and its scoring, of the candidates with results.
    levels : ndarray of shape (n,) or None
        The level of each, from 0 to 1, the whole resource. A candidate is here once for
        each level where it has been. None: all have the whole resource.
    """

    U: FloatArray
    values: FloatArray
    errors: FloatArray
    notes: Sequence[dict[str, Any]]
    seconds: FloatArray | None = None
    levels: FloatArray | None = None

    @property
    def n_points(self) -> int:
        """How many different points have been suggested."""
        if self.levels is None:
            return len(self.U)
        return len(np.unique(self.U, axis=0))

    def hyperparameters(self, size: int) -> list[FloatArray]:
        """Return a list with the last noted hyperparameters of this size, or empty."""
        for note in reversed(self.notes):
            theta = note.get("hyperparameters", ())
            if len(theta) == size:
                return [np.array(theta, dtype=np.float64)]
        return []
