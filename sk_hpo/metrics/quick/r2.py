"""R²: one minus the squared errors by the squares about the mean.

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


class R2(Metric):
    """The coefficient of determination."""

    def prepare(self, y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
        return OnRows(Numbers(y_true))


class OnRows:
    """R² on some rows."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        self._den: dict[np.dtype[Any], Any] = {}

    def score(self, p: Any) -> float:
        y, p = self._numbers.columns(p)
        if y.dtype not in self._den:
            squares = (y - np.average(y, axis=0)) ** 2
            self._den[y.dtype] = np.sum(squares, axis=0)
        num, den = np.sum((y - p) ** 2, axis=0), self._den[y.dtype]
        if num[0] == 0.0:
            return 1.0
        if den[0] == 0.0:
            return 0.0 * finite(num[0])
        # as arrays: before numpy 2, single floats alone become doubles
        return finite((1 - num / den)[0])


metric = R2()
