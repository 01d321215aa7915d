"""The leaves of random trees as columns."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import integer, log_integer

handles = ("sklearn.ensemble.RandomTreesEmbedding",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # Feurer et al. (2015), both
    most = 20 if data.n_train is None else max(2, min(20, data.n_train // 10))
    return {"max_depth": integer(2, 10), "min_samples_leaf": log_integer(1, most)}
