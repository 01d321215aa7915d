"""Regression of a quantile, which is what the user asks for and is not searched."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.penalties import largest_absolute
from sk_hpo.default_spaces.ranges import log_real

handles = ("sklearn.linear_model.QuantileRegressor",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    q = estimator.quantile
    slopes = None
    if data.target_spread is not None:
        y = np.asarray(data.y, dtype=np.float64)
        slopes = q - (y < np.quantile(y, q))
    # the absolute penalty has the range of glmnet, by Friedman et al. (2010)
    most = largest_absolute(data, slopes)
    return {"alpha": log_real(1e-4 * most, most)}
