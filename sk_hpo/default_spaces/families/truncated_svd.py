"""Singular values of data that are not centred, such as texts."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.components import components
from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.own_values import own_or_range

handles = ("sklearn.decomposition.TruncatedSVD",)


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    # Feurer et al. (2015): from 10 to 256 components; fewer, since the default is 2
    fewer = 1 if estimator.algorithm == "arpack" else 0
    found = components(data, 256, few=100, fewer=fewer)
    return own_or_range(estimator, "n_components", found)
