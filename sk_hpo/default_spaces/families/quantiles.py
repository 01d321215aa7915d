"""Columns with a uniform or normal distribution, by their quantiles."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import kept_or, log_integer

handles = ("sklearn.preprocessing.QuantileTransformer",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # Feurer et al. (2015): from 10 to 2000; no more than there are rows
    most = 1000 if data.n_train is None else max(10, min(1000, data.n_train))
    return {
        "n_quantiles": log_integer(10, most),
        "output_distribution": kept_or(estimator, "output_distribution", ["normal"]),
    }
