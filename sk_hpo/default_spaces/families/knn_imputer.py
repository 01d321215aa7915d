"""Missing values become those of similar rows."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.missing_values import may_be_missing
from sk_hpo.default_spaces.ranges import kept_or, log_integer

handles = ("sklearn.impute.KNNImputer",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if not may_be_missing(estimator, data):
        return {}
    # Binder et al. (2020): from 1 to 30 neighbours in classification
    most = 30 if data.n_train is None else min(30, data.n_train)
    return {
        "n_neighbors": log_integer(1, most),
        "weights": kept_or(estimator, "weights", ["distance"]),
        # as of SimpleImputer
        "add_indicator": kept_or(estimator, "add_indicator", [True]),
    }
