"""Least squares with a squared penalty."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.penalties import curvature, n_rows
from sk_hpo.default_spaces.ranges import log_real
from sk_hpo.space.plain_values import is_number

handles = (
    "sklearn.linear_model.Ridge",
    "sklearn.linear_model.RidgeClassifier",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if not is_number(estimator.alpha):  # one per target
        return {}
    # Binder et al. (2020) search [1e-4, 1e3] for glmnet, whose penalty is per row and
    # whose columns are standardised. Spectra, of which one column is nearly another,
    # need less; and no data of ours needed more than 5.
    size = n_rows(data) * curvature(data)
    return {"alpha": log_real(1e-6 * size, 10 * size)}
