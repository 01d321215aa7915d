"""The share of correct ones among the rows predicted to have a label."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.metrics.counts import Ratio
from sk_hpo.metrics.metric import NotPlainError

handles = ("sklearn.metrics.precision_score",)


class Precision(Ratio):
    """The share of correct ones among the rows predicted to have a label."""

    def ratio(self, r: np.ndarray, q: np.ndarray, t: np.ndarray) -> Any:
        if not q.all():
            raise NotPlainError("scikit-learn warns about labels never predicted")
        return r / q


metric = Precision()
