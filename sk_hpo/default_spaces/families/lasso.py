"""Least squares with an absolute penalty, or an absolute and a squared one."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.penalties import (
    are_alike,
    curvature,
    largest_absolute,
    n_rows,
)
from sk_hpo.default_spaces.ranges import log_real, real

handles = (
    "sklearn.linear_model.ElasticNet",
    "sklearn.linear_model.Lasso",
    "sklearn.linear_model.LassoLars",
    "sklearn.linear_model.MultiTaskElasticNet",
    "sklearn.linear_model.MultiTaskLasso",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # a Lasso has the attribute l1_ratio too
    names = estimator.get_params(deep=False)
    found = {"alpha": _alpha(estimator, data, "l1_ratio" in names)}
    if "l1_ratio" in names:
        # Bischl et al. (2023): from 0 to 1. Less than 0.01 is not reliable, by the
        # documentation.
        found["l1_ratio"] = real(0.01, 1.0)
    if "tol" in names and data.p is not None and 2 * data.p > n_rows(data):
        # descents of one coordinate after another are slow if a column is nearly a sum
        # of others
        found["max_iter"] = [estimator.max_iter, 10 * estimator.max_iter]
    return found


def _alpha(estimator: Any, data: Data, is_mixed: bool) -> Any:
    """Return the range of the penalty."""
    most = largest_absolute(data, _numbers(data.y))
    if is_mixed:
        share = min(0.99, max(0.01, estimator.l1_ratio))
        # where either penalty leaves hardly anything of the coefficients
        most = min(most / share, 10 * curvature(data) / (1 - share))
    # Friedman, Hastie and Tibshirani (2010), as glmnet: four decades down from where
    # all coefficients are 0; two if there are more columns than rows.
    is_wide = data.p is not None and data.p > n_rows(data)
    least = (1e-2 if is_wide else 1e-4) * most
    # columns that are wider than most leave later
    return log_real(least, most if are_alike(data) else 10 * most)


def _numbers(y: Any) -> Any:
    """Return the targets as numbers; None if they are not known, or are none."""
    try:
        return None if y is None else np.asarray(y, dtype=np.float64)
    except (TypeError, ValueError):
        return None
