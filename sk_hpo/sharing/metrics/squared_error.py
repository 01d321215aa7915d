"""The mean squared error.

Notation: y, p (n, 1) true and predicted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sk_hpo.sharing.metric import Metric, Prepared
from sk_hpo.sharing.numbers import Numbers, finite

handles = ("sklearn.metrics.mean_squared_error",)


class SquaredError(Metric):
    """The mean squared error."""

    def prepare(self, y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
        return OnRows(Numbers(y_true))


class OnRows:
    """It on some rows."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def score(self, p: Any) -> float:
        y, p = self._numbers.columns(p)
        return finite(np.mean((y - p) ** 2, axis=0)[0])


metric = SquaredError()
