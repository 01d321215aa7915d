"""Linear support vector regression by squares, with an L2 penalty.

Notation of ``partly_squared.py``, with r = u - y of shape (n,):

    e = sgn(r) max(0, abs(r) - epsilon)        de/depsilon = -sgn(e)
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.gradients.arrays import FloatArray, Response, Theta
from sk_hpo.gradients.folds import (
    Folds,
    Rows,
    refuse_several_targets,
    refuse_too_much,
)
from sk_hpo.gradients.inner_map import InnerMap
from sk_hpo.gradients.partly_squared import Loss, PartlySquaredMap

ESTIMATORS = ("sklearn.svm.LinearSVR",)
RESPONSE: Response = "prediction"
SCANS_ALL = False


def parameters(estimator: Any) -> dict[str, int]:
    """Give the penalty, and the width of what does not count."""
    return {"C": -1, "epsilon": 0}


def declines(estimator: Any) -> str | None:
    """Say why the settings are not served."""
    served = "squared_epsilon_insensitive"
    if estimator.loss != served:
        return f"LinearSVR with loss={estimator.loss!r} is not served: only {served!r}"
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
    losses = [_SquaredEpsilonInsensitive(y, float(estimator.epsilon))]
    return PartlySquaredMap(
        train, test, losses, [train.weights], C=float(estimator.C), scale=scale
    )


class _SquaredEpsilonInsensitive(Loss):
    def __init__(self, y: FloatArray, epsilon: float) -> None:
        self.y, self.epsilon = y, epsilon

    def part(self, u: FloatArray, theta: Theta) -> FloatArray:
        r = u - self.y
        beyond = np.abs(r) - theta.get("epsilon", self.epsilon)
        return np.where(beyond > 0, np.sign(r) * beyond, 0.0)

    def slope(self, name: str, e: FloatArray) -> FloatArray:
        return -np.sign(e)
