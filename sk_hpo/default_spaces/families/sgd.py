"""Linear models whose coefficients are moved by one row after another."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import is_classifier

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.penalties import curvature
from sk_hpo.default_spaces.ranges import kept_or, log_real, real

handles = (
    "sklearn.linear_model.SGDClassifier",
    "sklearn.linear_model.SGDRegressor",
)

# Learning rates that start with eta0.
FROM_ETA0 = ("adaptive", "constant", "invscaling")


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    size = curvature(data)
    found = {
        # the documentation: from 1e-6 to 0.1 of scaled columns; with more columns than
        # rows, more was best
        "alpha": log_real(1e-6 * size, size),
        "average": kept_or(estimator, "average", [True]),
        "penalty": kept_or(estimator, "penalty", ["elasticnet"]),
    }
    if "elasticnet" in found["penalty"]:
        # Feurer et al. (2015), as of glmnet
        found["l1_ratio"] = real(0.0, 1.0)
    if is_classifier(estimator):
        found["loss"] = kept_or(estimator, "loss", ["log_loss"])
    else:
        found["learning_rate"] = kept_or(estimator, "learning_rate", ["adaptive"])
    if estimator.learning_rate in FROM_ETA0:
        found["eta0"] = _steps(data)
    return found


def _steps(data: Data) -> list[float]:
    """Return lengths of the first steps.

    Steps of more than 2 / |x|^2 diverge with squared errors, and of less than a
    hundredth of that are too short, by a test of ours. It is a list so that only one
    choice is bad if the own one is too long.
    """
    X = data.numbers
    most = 0.1 if X is None else 1 / (1 + (X**2).sum(axis=1).max())
    return [float(f"{step:.1g}") for step in np.geomspace(1e-2 * most, most, 10)]
