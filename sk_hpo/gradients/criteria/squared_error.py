"""Scores made of squared errors (MATHS section 7).

Notation: r = u - y of shape (m,), a of shape (m,) shares of the rows (1/m each without
weights), mean = sum over rows with the shares a.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.arrays import FloatArray
from sk_hpo.gradients.criterion import Criterion, shares


class SquaredError(Criterion):
    """L = mean r^2."""

    response = "prediction"
    metrics = ("mean_squared_error",)

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        return float(shares(y, s) @ (u - y) ** 2)

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        return 2 * shares(y, s) * (u - y)


class RootSquaredError(Criterion):
    """L = sqrt(mean r^2)."""

    response = "prediction"
    metrics = ("root_mean_squared_error",)

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        return float(np.sqrt(shares(y, s) @ (u - y) ** 2))

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        # at a perfect fit the root has no derivative, and nothing is to be gained
        return shares(y, s) * (u - y) / (self.value(y, u, s) or 1.0)


class DeterminationCoefficient(Criterion):
    """L = mean r^2 / v - 1 with v the variance of y: R2, negated."""

    response = "prediction"
    metrics = ("r2_score",)

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        if len(y) < 2:
            return float("nan")  # as in scikit-learn
        a = shares(y, s)
        v, error = _variance(y, a), float(a @ (u - y) ** 2)
        # without variance scikit-learn's score is 1 for a perfect fit and 0 else
        return error / v - 1 if v > 0 else (0.0 if error > 0 else -1.0)

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        a = shares(y, s)
        v = _variance(y, a)
        return 2 * a * (u - y) / v if v > 0 else np.zeros_like(u)


class ExplainedVariance(Criterion):
    """L = variance of r / v - 1 with v the variance of y."""

    response = "prediction"
    metrics = ("explained_variance_score",)

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        a = shares(y, s)
        v, error = _variance(y, a), _variance(u - y, a)
        return error / v - 1 if v > 0 else (0.0 if error > 0 else -1.0)

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        a = shares(y, s)
        v, r = _variance(y, a), u - y
        return 2 * a * (r - a @ r) / v if v > 0 else np.zeros_like(u)


def _variance(x: FloatArray, a: FloatArray) -> float:
    # rounding of the mean is no variance
    return float(a @ (x - a @ x) ** 2) if np.ptp(x) > 0 else 0.0


CRITERIA = (
    SquaredError(),
    RootSquaredError(),
    DeterminationCoefficient(),
    ExplainedVariance(),
)
