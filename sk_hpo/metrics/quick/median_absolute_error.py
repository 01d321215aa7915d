"""The median absolute error.

Notation: y, p (n,) true and predicted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sk_hpo.metrics.metric import Metric, Prepared
from sk_hpo.metrics.numeric_targets import Numbers, finite

handles = ("sklearn.metrics.median_absolute_error",)


class MedianAbsoluteError(Metric):
    """The median absolute error."""

    def prepare(self, y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
        return OnRows(Numbers(y_true))


class OnRows:
    """The median absolute error on some rows."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def score(self, p: Any) -> float:
        y, p = self._numbers.pair(p)  # whole numbers less single floats are doubles
        errors = np.abs(p - y)
        finite(np.max(errors))  # the median would be finite even so
        return finite(np.median(errors))


metric = MedianAbsoluteError()
