"""Scores of errors relative to the size of the target (hypergradients, (29)).

Notation: y and u of shape (m,) or, with t targets, (m, t); r = u - y.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.criteria.squared_error import RootSquaredError, SquaredError
from sk_hpo.gradients.scoring.criterion import Criterion, ValueAndSlope, cells
from sk_hpo.gradients.types import FloatArray


class LogError(SquaredError):
    """L = mean (log(1 + u) - log(1 + y))^2."""

    metrics = ("mean_squared_log_error",)

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        return _of_logs(super().at(np.log1p(y), np.log1p(u), a), u)


class RootLogError(RootSquaredError):
    """L = mean over targets of sqrt(mean (log(1 + u) - log(1 + y))^2)."""

    metrics = ("root_mean_squared_log_error",)

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        return _of_logs(super().at(np.log1p(y), np.log1p(u), a), u)


def _of_logs(found: ValueAndSlope, u: FloatArray) -> ValueAndSlope:
    value, du = found
    return value, du / (1 + u)


class PercentageError(Criterion):
    """L = mean abs(r / y)."""

    metrics = ("mean_absolute_percentage_error",)

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        # the least size in scikit-learn
        size = np.maximum(np.abs(y), np.finfo(np.float64).eps)
        share, r = cells(y, a), u - y
        return float((share * np.abs(r) / size).sum()), share * np.sign(r) / size


CRITERIA = (LogError(), RootLogError(), PercentageError())
