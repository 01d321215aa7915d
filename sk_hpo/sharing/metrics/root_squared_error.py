"""The root of the mean squared error.

Notation: y, p (n, 1) true and predicted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sk_hpo.sharing.metric import Metric, Prepared
from sk_hpo.sharing.numbers import Numbers, finite

handles = ("sklearn.metrics.root_mean_squared_error",)


class RootSquaredError(Metric):
    """The root of the mean squared error."""

    def prepare(self, y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
        return OnRows(Numbers(y_true))


class OnRows:
    """It on some rows."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def score(self, p: Any) -> float:
        y, p = self._numbers.columns(p)
        return finite(np.sqrt(np.mean((y - p) ** 2, axis=0))[0])


metric = RootSquaredError()
