"""Scores made of squared errors (hypergradients, (27)).

Notation: r = u - y of shape (m,) or, with t targets, (m, t); a of shape (m,) shares of
the rows (1/m each without weights), mean = sum over rows with the shares a. Scores of
several targets are averaged, as scikit-learn does; k stands for one of them.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.scoring.criterion import Criterion, ValueAndSlope, cells, inverse
from sk_hpo.gradients.types import FloatArray


class SquaredError(Criterion):
    """L = mean r^2."""

    metrics = ("mean_squared_error",)

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        share, r = cells(y, a), u - y
        return float((share * r**2).sum()), 2 * share * r


class RootSquaredError(Criterion):
    """L = mean over k of sqrt(mean r_k^2)."""

    metrics = ("root_mean_squared_error",)

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        r = u - y
        roots = np.sqrt(a @ r**2)
        # at a perfect fit the root has no derivative; 0 is used
        du = cells(y, a) * r / np.where(roots > 0, roots, 1.0)
        return float(np.mean(roots)), du


class DeterminationCoefficient(Criterion):
    """L = mean over k of mean r_k^2 / v_k - 1, v_k the variance of y_k: R2, negated."""

    metrics = ("r2_score",)
    perfect = -1.0

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        r, v = u - y, _variance(y, a)
        # as in scikit-learn, a single row has no score
        value = _share_left(a @ r**2, v) if len(y) > 1 else float("nan")
        return value, 2 * cells(y, a) * r * inverse(v)


class ExplainedVariance(Criterion):
    """L = mean over k of variance of r_k / v_k - 1, v_k the variance of y_k."""

    metrics = ("explained_variance_score",)
    perfect = -1.0

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        r, v = u - y, _variance(y, a)
        du = 2 * cells(y, a) * (r - a @ r) * inverse(v)
        return _share_left(_variance(r, a), v), du


def _variance(x: FloatArray, a: FloatArray) -> FloatArray:
    # constant targets have no variance, whatever the rounding of their mean
    return np.where(np.ptp(x, axis=0) > 0, a @ (x - a @ x) ** 2, 0.0)


def _share_left(error: FloatArray, v: FloatArray) -> float:
    """Compute the mean over targets of error / v - 1.

    If v is 0, the score is 1 for a perfect fit and 0 otherwise, as in scikit-learn.
    """
    constant = np.where(error > 0, 0.0, -1.0)
    return float(np.mean(np.where(v > 0, error * inverse(v) - 1, constant)))


CRITERIA = (
    SquaredError(),
    RootSquaredError(),
    DeterminationCoefficient(),
    ExplainedVariance(),
)
