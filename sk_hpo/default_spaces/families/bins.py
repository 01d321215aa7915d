"""Columns cut into intervals."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import kept_or, log_integer
from sk_hpo.space.plain_values import is_integer

handles = ("sklearn.preprocessing.KBinsDiscretizer",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # the documentation: as many rows in each, or as wide. "kmeans" may have fewer
    # distinct numbers than bins, and no better scores
    found = {"strategy": kept_or(estimator, "strategy", ["uniform"])}
    if not is_integer(estimator.n_bins):
        return found
    # our choice: at least 5 rows in a bin
    most = 32 if data.n_train is None else max(3, min(32, data.n_train // 5))
    return found | {"n_bins": log_integer(2, most)}
