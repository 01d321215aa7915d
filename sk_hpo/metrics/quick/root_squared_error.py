"""The root of the mean squared error.

Notation: y, p (n, 1) true and predicted.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.metrics.numeric_targets import ErrorOfColumns

handles = ("sklearn.metrics.root_mean_squared_error",)


class RootSquaredError(ErrorOfColumns):
    """The root of the mean squared error."""

    def error(self, y: np.ndarray, p: np.ndarray) -> Any:
        return np.sqrt(np.mean((y - p) ** 2, axis=0))


metric = RootSquaredError()
