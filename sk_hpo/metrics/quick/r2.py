"""R²: one minus the sum of squared errors over that of squared deviations.

Notation: y, p (n, 1) true and predicted; num = sum (y - p)²
and den = sum (y - mean y)², both (1,).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sk_hpo.metrics.metric import Metric, Prepared
from sk_hpo.metrics.numeric_targets import Numbers, finite

handles = ("sklearn.metrics.r2_score",)


def _prepare(y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
    numbers = Numbers(y_true)
    dens: dict[np.dtype[Any], Any] = {}

    def score(p: Any) -> float:
        y, p = numbers.columns(p)
        if y.dtype not in dens:
            dens[y.dtype] = np.sum((y - np.average(y, axis=0)) ** 2, axis=0)
        num, den = np.sum((y - p) ** 2, axis=0), dens[y.dtype]
        if num[0] == 0.0:
            return 1.0
        if den[0] == 0.0:
            return 0.0 * finite(num[0])
        # as arrays: before numpy 2, single floats alone become doubles
        return finite((1 - num / den)[0])

    return score


metric = Metric(_prepare)
