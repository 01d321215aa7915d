"""Linear support vector regression, with an L2 penalty.

Notation of ``svm/squared_loss.py``, with r = u - y of shape (n,):

    e = sgn(r) max(0, abs(r) - epsilon)        de/depsilon = -sgn(e)

where its squares count; where e itself does, that of ``svm/linear_loss.py``, with T =
y.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.gradients.data.folds import (
    Folds,
    Rows,
    refuse_several_targets,
    refuse_too_much,
)
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.svm.linear_loss import LinearLoss, LinearTarget
from sk_hpo.gradients.svm.squared_loss import (
    Design,
    LinearMachineMap,
    Loss,
    SquaredTarget,
    Target,
)
from sk_hpo.gradients.types import FloatArray, Response, Theta

handles = ("sklearn.svm.LinearSVR",)
RESPONSE: Response = "prediction"
SCANS_ALL = False

SQUARED = "squared_epsilon_insensitive"


def parameters(estimator: Any) -> dict[str, int]:
    """Give the penalty, and the width of what does not count."""
    return {"C": -1, "epsilon": 0}


def declines(estimator: Any) -> str | None:
    """Say why the settings are not served."""
    if estimator.loss not in ("epsilon_insensitive", SQUARED):
        return f"LinearSVR with loss={estimator.loss!r} is not served"
    return None


def inner_maps(estimator: Any, folds: Folds) -> list[InnerMap]:
    """Give one map a fold."""
    refuse_several_targets(folds)
    refuse_too_much(folds)
    scale = float(estimator.intercept_scaling) if estimator.fit_intercept else 0.0
    return [
        _inner_map(estimator, folds.train(k), folds.test(k), scale)
        for k in range(folds.n_folds)
    ]


def _inner_map(estimator: Any, train: Rows, test: Rows, scale: float) -> InnerMap:
    y = np.asarray(train.y, dtype=np.float64)
    design, C, epsilon = Design(train.X, scale), estimator.C, float(estimator.epsilon)
    target: Target
    if estimator.loss == SQUARED:
        squared = _SquaredEpsilonInsensitive(y, epsilon)
        target = SquaredTarget(design, squared, train.weights, float(C))
    else:
        linear = _EpsilonInsensitive(y, epsilon)
        target = LinearTarget(design, linear, train.weights, float(C))
    return LinearMachineMap(design, test, [target])


class _SquaredEpsilonInsensitive(Loss):
    def __init__(self, y: FloatArray, epsilon: float) -> None:
        self.y, self.epsilon = y, epsilon

    def part(self, u: FloatArray, theta: Theta) -> FloatArray:
        r = u - self.y
        beyond = np.abs(r) - theta.get("epsilon", self.epsilon)
        return np.where(beyond > 0, np.sign(r) * beyond, 0.0)

    def slope(self, name: str, e: FloatArray) -> FloatArray:
        return -np.sign(e)


class _EpsilonInsensitive(LinearLoss):
    def __init__(self, y: FloatArray, epsilon: float) -> None:
        self.T, self._epsilon = y, epsilon

    def bounds(self, s: FloatArray) -> tuple[FloatArray, FloatArray]:
        return -s, s

    def epsilon(self, theta: Theta) -> float:
        return theta.get("epsilon", self._epsilon)
