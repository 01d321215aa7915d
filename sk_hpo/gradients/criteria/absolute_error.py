"""Scores made of absolute errors (hypergradients, (28)): r = u - y of u's shape.

At r = 0 they have kinks, where a subgradient is used.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.scoring.criterion import Criterion, ValueAndSlope, cells, inverse
from sk_hpo.gradients.types import FloatArray


class AbsoluteError(Criterion):
    """L = mean abs(r)."""

    metrics = ("mean_absolute_error",)

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        share, r = cells(y, a), u - y
        return float((share * np.abs(r)).sum()), share * np.sign(r)


class SmoothMedianError(AbsoluteError):
    """The mean absolute error, a smooth loss for the median absolute error."""

    exact = False
    metrics = ("median_absolute_error",)


class ExplainedAbsoluteError(Criterion):
    """L = mean over k of mean abs(r_k) / v_k - 1: D2 of absolute errors, negated.

    v_k is the mean of abs(y_k - median of y_k). If it is 0, the score is 1 for a
    perfect fit and 0 otherwise, as in scikit-learn.
    """

    metrics = ("d2_absolute_error_score",)
    perfect = -1.0

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        error, v = a @ np.abs(u - y), _of_median(y, a)
        constant = np.where(error > 0, 0.0, -1.0)
        found = np.where(v > 0, error / np.where(v > 0, v, 1.0) - 1, constant)
        # as in scikit-learn, a single row has no score
        value = float(np.mean(found)) if len(y) > 1 else float("nan")
        return value, cells(y, a) * np.sign(u - y) * inverse(v)


def _of_median(y: FloatArray, a: FloatArray) -> FloatArray:
    """Compute v."""
    columns = y.reshape(len(y), -1)
    order = np.argsort(columns, axis=0)
    half = np.cumsum(a[order], axis=0) >= 0.5
    middle = np.take_along_axis(order, half.argmax(axis=0)[None], axis=0)
    median = np.take_along_axis(columns, middle, axis=0)
    return np.reshape(a @ np.abs(columns - median), y.shape[1:])


CRITERIA = (AbsoluteError(), SmoothMedianError(), ExplainedAbsoluteError())
