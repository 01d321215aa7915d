"""The mean absolute error.

Notation: y, p (n, 1) true and predicted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sk_hpo.sharing.metric import Metric, Prepared
from sk_hpo.sharing.numbers import Numbers, finite

handles = ("sklearn.metrics.mean_absolute_error",)


class AbsoluteError(Metric):
    """The mean absolute error."""

    def prepare(self, y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
        return OnRows(Numbers(y_true))


class OnRows:
    """It on some rows."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def score(self, p: Any) -> float:
        y, p = self._numbers.columns(p)
        return finite(np.mean(np.abs(p - y), axis=0)[0])


metric = AbsoluteError()
