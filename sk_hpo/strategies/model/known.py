"""What a suggestion knows of the candidates before it, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """The candidates so far: first those that count as done, then the pending ones.

    Parameters
    ----------
    U : ndarray of shape (n, d)
        Their points.
    values : ndarray of shape (n_done,)
        Scores of those that are done; not finite: failed.
    notes : sequence of dict
        What the strategy noted, in the order of the candidates.
    """

    U: FloatArray
    values: FloatArray
    notes: Sequence[dict[str, Any]]

    def hyperparameters(self, size: int) -> list[FloatArray]:
        """Those of the newest model that has so many, in a list, or an empty one."""
        for note in reversed(self.notes):
            theta = note.get("hyperparameters", ())
            if len(theta) == size:
                return [np.array(theta, dtype=np.float64)]
        return []
