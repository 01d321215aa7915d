"""Least squares that counts great errors less."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.penalties import curvature, iterations, n_rows
from sk_hpo.default_spaces.ranges import log_real, real

handles = ("sklearn.linear_model.HuberRegressor",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # squares are divided by the spread of the errors here, which is less than that of
    # the target: otherwise as of Ridge
    size = n_rows(data) * curvature(data) / (data.target_spread or 1.0)
    found = {
        "alpha": log_real(1e-6 * size, 30 * size),
        # the documentation: at least 1, and the smaller, the more robust; with errors
        # of a normal distribution, 3 leaves out hardly any
        "epsilon": real(1.0, 3.0),
    }
    return found | iterations(estimator, data)
