"""Linear support vector regression.

Notation as in ``svm/linear_map.py``, with T = y: both sides of it have a loss.
"""

from __future__ import annotations

from typing import Any

from sk_hpo.gradients.data.splits import Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linalg.arrays import floats
from sk_hpo.gradients.linalg.design_matrix import DesignMatrix
from sk_hpo.gradients.svm.linear_loss import LinearLossMap
from sk_hpo.gradients.svm.squared_loss import SquaredLossMap

handles = ("sklearn.svm.LinearSVR",)
RESPONSE = "prediction"

SQUARED = "squared_epsilon_insensitive"


def parameters(estimator: Any) -> dict[str, int]:
    """Return the penalty, and the half width of the tube without loss."""
    return {"C": -1, "epsilon": 0}


def declines(estimator: Any) -> str | None:
    """Return why the settings are not supported."""
    if estimator.loss not in ("epsilon_insensitive", SQUARED):
        return f"LinearSVR with loss={estimator.loss!r} is not supported"
    return None


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Make one map for each split."""
    splits.reject_several_targets()
    splits.reject_too_large()
    scale = float(estimator.intercept_scaling) if estimator.fit_intercept else 0.0
    kind = SquaredLossMap if estimator.loss == SQUARED else LinearLossMap
    maps: list[InnerMap] = []
    for k in range(splits.n_splits):
        train = splits.train(k)
        X, s = DesignMatrix(train.X, scale), train.weights
        maps.append(kind(X, (floats(train.y), -s, s), splits.test(k)))
    return maps
