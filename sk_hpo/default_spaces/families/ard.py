"""Regression that finds a penalty for each column itself."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_real

handles = ("sklearn.linear_model.ARDRegression",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # Columns with a greater precision are left out. Feurer et al. (2015) search
    # [1e3, 1e5]; wide columns, whose coefficients are small, need more.
    return {"threshold_lambda": log_real(1e3, 1e7)}
