"""Generalised linear models.

Not searched is the power of TweedieRegressor: the score depends on it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.linear_model import GammaRegressor, TweedieRegressor

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.penalties import curvature, iterations
from sk_hpo.default_spaces.ranges import log_real

handles = (
    "sklearn.linear_model.GammaRegressor",
    "sklearn.linear_model.PoissonRegressor",
    "sklearn.linear_model.TweedieRegressor",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    power = _power(estimator)
    link = getattr(estimator, "link", "log")
    is_log = link == "log" or (link == "auto" and power > 0)
    mean = _mean(data)
    # the curvature of the deviance at the mean, in the link's scale
    size = curvature(data) * mean ** ((2.0 if is_log else 0.0) - power)
    # as of Ridge, per row: from Binder et al. (2020) for glmnet
    found = {"alpha": log_real(1e-6 * size, 10 * size)}
    return found | iterations(estimator, data)


def _power(estimator: Any) -> float:
    """Return the power of the mean that the variance is proportional to."""
    if isinstance(estimator, TweedieRegressor):
        return float(estimator.power)
    return 2.0 if isinstance(estimator, GammaRegressor) else 1.0


def _mean(data: Data) -> float:
    """Return the mean of the targets, of which a deviance needs positive ones."""
    if data.target_spread is None:
        return 1.0
    mean = float(np.mean(np.asarray(data.y, dtype=np.float64)))
    return mean if mean > 0 else 1.0
