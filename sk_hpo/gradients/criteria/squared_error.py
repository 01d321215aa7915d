"""Scores made of squared errors (hypergradients, (27)).

Notation: r = u - y of shape (m,) or, with t targets, (m, t); a of shape (m,) shares of
the rows (1/m each without weights), mean = sum over rows with the shares a. Scores of
several targets are averaged, as scikit-learn does; k stands for one of them.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.scoring.criterion import Criterion, cells, shares
from sk_hpo.gradients.types import FloatArray


class SquaredError(Criterion):
    """L = mean r^2."""

    response = "prediction"
    metrics = ("mean_squared_error",)

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        return float((cells(y, s) * (u - y) ** 2).sum())

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        return 2 * cells(y, s) * (u - y)


class RootSquaredError(Criterion):
    """L = mean over k of sqrt(mean r_k^2)."""

    response = "prediction"
    metrics = ("root_mean_squared_error",)

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        return float(np.mean(self._roots(y, u, s)))

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        roots = self._roots(y, u, s)
        # at a perfect fit the root has no derivative, and nothing is to be gained
        return cells(y, s) * (u - y) / np.where(roots > 0, roots, 1.0)

    def _roots(self, y: FloatArray, u: FloatArray, s: FloatArray | None) -> FloatArray:
        return np.sqrt(shares(y, s) @ (u - y) ** 2)


class DeterminationCoefficient(Criterion):
    """L = mean over k of mean r_k^2 / v_k - 1, v_k the variance of y_k: R2, negated."""

    response = "prediction"
    metrics = ("r2_score",)
    perfect = -1.0

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        return self.value_and_du(y, u, s)[0]

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        return self.value_and_du(y, u, s)[1]

    def value_and_du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> tuple[float, FloatArray]:
        a, r = shares(y, s), u - y
        v = _variance(y, a)
        # of one row scikit-learn has no score
        value = _share_left(a @ r**2, v) if len(y) > 1 else float("nan")
        return value, 2 * cells(y, s) * r * _inverse(v)


class ExplainedVariance(Criterion):
    """L = mean over k of variance of r_k / v_k - 1, v_k the variance of y_k."""

    response = "prediction"
    metrics = ("explained_variance_score",)
    perfect = -1.0

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        a = shares(y, s)
        return _share_left(_variance(u - y, a), _variance(y, a))

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        a, r = shares(y, s), u - y
        return 2 * cells(y, s) * (r - a @ r) * _inverse(_variance(y, a))


def _variance(x: FloatArray, a: FloatArray) -> FloatArray:
    # rounding of the mean is no variance
    return np.where(np.ptp(x, axis=0) > 0, a @ (x - a @ x) ** 2, 0.0)


def _share_left(error: FloatArray, v: FloatArray) -> float:
    """Give the mean over targets of error / v - 1.

    Without variance scikit-learn's score is 1 for a perfect fit and 0 else.
    """
    constant = np.where(error > 0, 0.0, -1.0)
    return float(np.mean(np.where(v > 0, error * _inverse(v) - 1, constant)))


def _inverse(v: FloatArray) -> FloatArray:
    """Give 1 / v, and 0 where v is."""
    return np.where(v > 0, 1 / np.where(v > 0, v, 1.0), 0.0)


CRITERIA = (
    SquaredError(),
    RootSquaredError(),
    DeterminationCoefficient(),
    ExplainedVariance(),
)
