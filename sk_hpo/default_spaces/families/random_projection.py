"""Random projections."""

from __future__ import annotations

from typing import Any

from sklearn.random_projection import johnson_lindenstrauss_min_dim

from sk_hpo.default_spaces.components import components
from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.own_values import own_or_range

handles = (
    "sklearn.random_projection.GaussianRandomProjection",
    "sklearn.random_projection.SparseRandomProjection",
)


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    # our choice: more than 1000 columns are slow later
    found = own_or_range(estimator, "n_components", components(data, 1000))
    return found[-1:] if _auto_fails(estimator, data) else found


def _auto_fails(estimator: Any, data: Data) -> bool:
    """Return whether "auto" stands for more columns than there are, an error."""
    if not data.n or data.p is None:
        return False
    return bool(johnson_lindenstrauss_min_dim(data.n, eps=estimator.eps) > data.p)
