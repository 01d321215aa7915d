"""Linear support vector classification by hinges or their squares, with any penalty.

Notation of ``svm/squared_loss.py``, with y of shape (n,) signs of a class:

    e = u - y where y u < 1, else 0        of which the square is max(0, 1 - y u)^2

and of ``svm/linear_loss.py`` for hinges, where T = y and one side of it counts. With
an L1 penalty, which takes squares only, it is ``svm/l1_penalty.py`` that fits.

Several classes are each told from the rest. Class weights multiply the weights of the
rows; with several classes they do so for the rows of a class in its own problem only,
as in liblinear.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo._compat.sklearn_class_weight import class_weights
from sk_hpo.gradients.data.folds import Folds, Rows, refuse_too_much
from sk_hpo.gradients.data.labels import Labels, classes_of, indicators, signs
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.logistic.equations import Penalty
from sk_hpo.gradients.logistic.table import Table
from sk_hpo.gradients.svm.l1_penalty import sparse_machine
from sk_hpo.gradients.svm.linear_loss import LinearLoss, LinearTarget
from sk_hpo.gradients.svm.squared_loss import (
    Design,
    LinearMachineMap,
    Loss,
    SquaredTarget,
    Target,
)
from sk_hpo.gradients.types import FloatArray, Response, Theta

handles = ("sklearn.svm.LinearSVC",)
RESPONSE: Response = "margin"
SCANS_ALL = False


def parameters(estimator: Any) -> dict[str, int]:
    """Give the penalty."""
    return {"C": -1}


def declines(estimator: Any) -> str | None:
    """Say why the settings are not served."""
    for name, served in (
        ("penalty", ("l2", "l1")),
        ("multi_class", ("ovr",)),
    ):
        value = getattr(estimator, name)
        if value not in served:
            only = " and ".join(map(repr, served))
            return f"LinearSVC with {name}={value!r} is not served: only {only}"
    if estimator.penalty == "l1":
        for name, refused in (("loss", "hinge"), ("dual", True)):
            if getattr(estimator, name) == refused:
                return f"LinearSVC with an L1 penalty does not fit {name}={refused!r}"
    return None


def inner_maps(estimator: Any, folds: Folds) -> list[InnerMap]:
    """Make signs of the classes."""
    refuse_too_much(folds)
    classes = classes_of(folds)
    scale = float(estimator.intercept_scaling) if estimator.fit_intercept else 0.0
    return [
        _inner_map(estimator, classes, folds.train(k), folds.test(k), scale)
        for k in range(folds.n_folds)
    ]


def _inner_map(
    estimator: Any, classes: Labels, train: Rows, test: Rows, scale: float
) -> InnerMap:
    factors = class_weights(estimator.class_weight, classes, train.y, train.s)
    y = np.atleast_2d(signs(classes, train.y).T)
    if len(classes) == 2:
        factors = np.where(y > 0, factors[1], factors[0])
    else:
        factors = np.where(y > 0, factors[:, None], 1.0)
    answers = Rows(test.X, indicators(classes, test.y), test.s)
    weights = np.atleast_2d(train.weights * factors)
    if estimator.penalty == "l1":
        table = Table(train.X, bool(estimator.fit_intercept))
        penalty = Penalty(float(estimator.C), 1.0, scale or None)
        pairs = list(zip(y, weights, strict=True))
        return sparse_machine(table, penalty, pairs, answers)
    design, C = Design(train.X, scale), float(estimator.C)

    def target(column: FloatArray, s: FloatArray) -> Target:
        if estimator.loss == "hinge":
            return LinearTarget(design, _Hinge(column), s, C)
        return SquaredTarget(design, _SquaredHinge(column), s, C)

    targets = [target(*pair) for pair in zip(y, weights, strict=True)]
    return LinearMachineMap(design, answers, targets)


class _SquaredHinge(Loss):
    def __init__(self, y: FloatArray) -> None:
        self.y = y

    def part(self, u: FloatArray, theta: Theta) -> FloatArray:
        return np.where(self.y * u < 1, u - self.y, 0.0)


class _Hinge(LinearLoss):
    def __init__(self, y: FloatArray) -> None:
        self.T = y

    def bounds(self, s: FloatArray) -> tuple[FloatArray, FloatArray]:
        return np.minimum(s * self.T, 0), np.maximum(s * self.T, 0)
