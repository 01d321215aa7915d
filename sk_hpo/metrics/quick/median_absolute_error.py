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


def _prepare(y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
    numbers = Numbers(y_true)

    def score(p: Any) -> float:
        y, p = numbers.pair(p)  # integers minus single floats are doubles
        errors = np.abs(p - y)
        finite(np.max(errors))  # the median may be finite even if this is not
        return finite(np.median(errors))

    return score


metric = Metric(_prepare)
