"""The harmonic mean of precision and recall."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.metrics.counts import Ratio

handles = ("sklearn.metrics.f1_score",)


class F1(Ratio):
    """The harmonic mean of precision and recall."""

    def ratio(self, r: np.ndarray, q: np.ndarray, t: np.ndarray) -> Any:
        return 2.0 * r / (t + q)


metric = F1()
