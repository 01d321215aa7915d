"""Fewer columns, of which the best number is not known beforehand."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.components import components
from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.own_values import own_or_range

handles = (
    "sklearn.decomposition.FactorAnalysis",
    "sklearn.decomposition.FastICA",
    "sklearn.decomposition.MiniBatchNMF",
    "sklearn.decomposition.NMF",
    "sklearn.neighbors.NeighborhoodComponentsAnalysis",
)


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    if not getattr(estimator, "whiten", True):
        # FastICA ignores the number of components then
        return [{}]
    # Feurer et al. (2015): from 10 to 2000 components of FastICA; more than 100 are
    # slow
    return own_or_range(estimator, "n_components", components(data, 100))
