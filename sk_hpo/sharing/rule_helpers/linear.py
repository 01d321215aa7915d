"""What the paths of linear models have in common: validated rows, and one product."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.utils.validation import validate_data

from sk_hpo._compat.sklearn_linear_model import solve_cholesky_kernel
from sk_hpo.sharing.rule import PerRows

FLOATS = [np.float64, np.float32]


def training_rows(probe: Any, X: Any, y: Any, **options: Any) -> tuple[Any, Any]:
    """Return X and y as ``fit`` of a linear model of regression validates them."""
    found: tuple[Any, Any] = validate_data(
        probe, X, y, multi_output=True, y_numeric=True, **options
    )
    return found


def validated(per_rows: PerRows, estimator: Any, X: Any) -> Any:
    """Return rows as ``predict`` validates them, once for every model of a path."""

    def make() -> Any:
        return validate_data(
            estimator, X, accept_sparse=["csr", "csc", "coo"], reset=False
        )

    return per_rows.once(X, "validated", make)


def predicted(per_rows: PerRows, estimator: Any, X: Any) -> Any:
    """Return what ``predict`` of a linear model of regression gives."""
    coef = estimator.coef_
    rows = validated(per_rows, estimator, X)
    return rows @ (coef if np.ndim(coef) == 1 else coef.T) + estimator.intercept_


def solved_on_kernel(K: Any, diagonal: Any, Y: Any, alpha: Any) -> Any:
    """Return the dual coefficients for a penalty; `diagonal` is that of K."""
    try:
        return solve_cholesky_kernel(K, Y, alpha)
    finally:
        # the solver adds alpha in place, and subtracting it again may leave a remainder
        K.flat[:: len(K) + 1] = diagonal
