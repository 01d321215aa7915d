"""Least squares with a squared penalty."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_real

handles = (
    "sklearn.linear_model.Ridge",
    "sklearn.linear_model.RidgeClassifier",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # Binder et al. (2020): [1e-4, 1e3] for glmnet, whose penalty is per row
    return {"alpha": log_real(1e-3, 1e3)}
