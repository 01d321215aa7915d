"""Scores of errors beside the size of what is predicted (hypergradients, (29)).

Notation: y and u of shape (m,) or, with t targets, (m, t); r = u - y.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.criteria.squared_error import RootSquaredError, SquaredError
from sk_hpo.gradients.scoring.criterion import Criterion, cells
from sk_hpo.gradients.types import FloatArray


class LogError(SquaredError):
    """L = mean (log(1 + u) - log(1 + y))^2."""

    metrics = ("mean_squared_log_error",)

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        return super().value(np.log1p(y), np.log1p(u), s)

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        return super().du(np.log1p(y), np.log1p(u), s) / (1 + u)


class RootLogError(RootSquaredError):
    """L = mean over targets of the root of that."""

    metrics = ("root_mean_squared_log_error",)

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        return super().value(np.log1p(y), np.log1p(u), s)

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        return super().du(np.log1p(y), np.log1p(u), s) / (1 + u)


class PercentageError(Criterion):
    """L = mean abs(r / y)."""

    response = "prediction"
    metrics = ("mean_absolute_percentage_error",)

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        return float((cells(y, s) * np.abs(u - y) / _size(y)).sum())

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        return cells(y, s) * np.sign(u - y) / _size(y)


def _size(y: FloatArray) -> FloatArray:
    # scikit-learn's least
    return np.maximum(np.abs(y), np.finfo(np.float64).eps)


CRITERIA = (LogError(), RootLogError(), PercentageError())
