"""Linear support vector classification with hinges or squared hinges.

Notation as in ``svm/linear_map.py``, with T = y of shape (n,), the signs of a class.
Since y r = 1 - y u, a hinge counts a residual r only if it has the sign of y. Fits with
an L1 penalty, which liblinear has for squared hinges, are in ``svm/l1_penalty.py``.

Several classes are classified one against the rest. Class weights multiply the weights
of the rows; with several classes they do so for the rows of a class in its own problem
only, as in liblinear.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo._compat.sklearn_class_weight import class_weights
from sk_hpo.gradients.data.labels import Labels, classes_of, indicators, signs
from sk_hpo.gradients.data.splits import Rows, Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linalg.design_matrix import DesignMatrix
from sk_hpo.gradients.logistic.equations import Penalty
from sk_hpo.gradients.svm.l1_penalty import sparse_machine
from sk_hpo.gradients.svm.linear_loss import LinearLossMap
from sk_hpo.gradients.svm.linear_map import joined, machine_of_signs
from sk_hpo.gradients.svm.squared_loss import SquaredLossMap

handles = ("sklearn.svm.LinearSVC",)
RESPONSE = "margin"


def parameters(estimator: Any) -> dict[str, int]:
    """Return the penalty."""
    return {"C": -1}


def declines(estimator: Any) -> str | None:
    """Return why the settings are not supported."""
    name, penalty = "LinearSVC", estimator.penalty
    if penalty not in ("l2", "l1"):
        return f"{name} with {penalty=} is not supported: only 'l2' and 'l1'"
    if estimator.multi_class != "ovr":
        given = estimator.multi_class
        return f"{name} with multi_class={given!r} is not supported: only 'ovr'"
    if penalty == "l1" and estimator.loss == "hinge":
        return f"{name} with an L1 penalty does not fit loss='hinge'"
    if penalty == "l1" and estimator.dual not in (False, "auto"):
        return f"{name} with an L1 penalty does not fit dual=True"
    return None


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Encode the classes as signs."""
    splits.reject_too_large()
    classes = classes_of(splits)
    scale = float(estimator.intercept_scaling) if estimator.fit_intercept else 0.0
    return [
        _inner_map(estimator, classes, splits.train(k), splits.test(k), scale)
        for k in range(splits.n_splits)
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
    encoded = Rows(test.X, indicators(classes, test.y), test.s)
    weights = np.atleast_2d(train.weights * factors)
    targets = list(zip(y, weights, strict=True))
    if estimator.penalty == "l1":
        X = DesignMatrix(train.X, estimator.fit_intercept)
        return sparse_machine(X, Penalty(1.0, scale or None), targets, encoded)
    kind = LinearLossMap if estimator.loss == "hinge" else SquaredLossMap
    X = DesignMatrix(train.X, scale)
    maps = [kind(X, machine_of_signs(*target), encoded) for target in targets]
    return joined(maps, encoded.y)
