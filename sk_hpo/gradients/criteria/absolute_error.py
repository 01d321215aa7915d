"""Scores made of absolute errors (hypergradients, (28)): r = u - y of u's shape.

They have kinks at r = 0, one of m rows at a time, where any subgradient does.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.scoring.criterion import Criterion, cells, shares
from sk_hpo.gradients.types import FloatArray


class AbsoluteError(Criterion):
    """L = mean abs(r)."""

    response = "prediction"
    metrics = ("mean_absolute_error",)

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        return float((cells(y, s) * np.abs(u - y)).sum())

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        return cells(y, s) * np.sign(u - y)


class InsteadOfMedianError(AbsoluteError):
    """The mean absolute error in place of the median one."""

    exact = False
    metrics = ("median_absolute_error",)


class ExplainedAbsoluteError(Criterion):
    """L = mean over k of mean abs(r_k) / v_k - 1: D2 of absolute errors, negated.

    v_k is the mean of abs(y_k - median of y_k), the same for any of several medians.
    Without it the score is 1 for a perfect fit and 0 else, as in scikit-learn.
    """

    response = "prediction"
    metrics = ("d2_absolute_error_score",)
    perfect = -1.0

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        if len(y) < 2:
            return float("nan")  # as in scikit-learn
        error, v = shares(y, s) @ np.abs(u - y), self._of_median(y, s)
        constant = np.where(error > 0, 0.0, -1.0)
        found = np.where(v > 0, error / np.where(v > 0, v, 1.0) - 1, constant)
        return float(np.mean(found))

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        v = self._of_median(y, s)
        inverse = np.where(v > 0, 1 / np.where(v > 0, v, 1.0), 0.0)
        return cells(y, s) * np.sign(u - y) * inverse

    def _of_median(self, y: FloatArray, s: FloatArray | None) -> FloatArray:
        a = shares(y, s)
        columns = y.reshape(len(y), -1)
        order = np.argsort(columns, axis=0)
        half = np.cumsum(a[order], axis=0) >= 0.5
        middle = np.take_along_axis(order, half.argmax(axis=0)[None], axis=0)
        median = np.take_along_axis(columns, middle, axis=0)
        deviation = a @ np.abs(columns - median)
        return np.reshape(deviation, y.shape[1:])


CRITERIA = (AbsoluteError(), InsteadOfMedianError(), ExplainedAbsoluteError())
