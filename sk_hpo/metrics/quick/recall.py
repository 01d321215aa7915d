"""The share of the rows with a label that are predicted to have it."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.metrics.counts import Ratio

handles = ("sklearn.metrics.recall_score",)


class Recall(Ratio):
    """The share of the rows with a label that are predicted to have it."""

    def ratio(self, r: np.ndarray, q: np.ndarray, t: np.ndarray) -> Any:
        return r / t


metric = Recall()
