"""Regressions of the rows that are no outliers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.part import Part
from sk_hpo.default_spaces.ranges import log_real

handles = ("sklearn.linear_model.RANSACRegressor",)


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    own = estimator.residual_threshold
    scale = own if own is not None else _deviation(data)
    if scale is None:
        return [{}]
    # The default is the median absolute deviation (the documentation of scikit-learn).
    # Around it, few rows are used at the one end, and nearly all at the other.
    found = {"residual_threshold": log_real(0.3 * scale, 3 * scale)}
    return [found] if own is not None else [{"residual_threshold": [None]}, found]


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the regressor."""
    yield Part("estimator", estimator.estimator, data)


def _deviation(data: Data) -> float | None:
    """Return the median absolute deviation of the targets."""
    if data.target_spread is None:
        return None
    y = np.asarray(data.y, dtype=np.float64)
    found = float(np.median(np.abs(y - np.median(y))))
    return found or None
