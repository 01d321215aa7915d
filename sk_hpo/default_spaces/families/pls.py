"""Partial least squares and canonical correlations."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.cross_decomposition import PLSRegression

from sk_hpo.default_spaces.components import components
from sk_hpo.default_spaces.data import Data

handles = (
    "sklearn.cross_decomposition.CCA",
    "sklearn.cross_decomposition.PLSCanonical",
    "sklearn.cross_decomposition.PLSRegression",
)

# More components are hardly ever better.
MANY = 100


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # the documentation: at most the rows and the columns, and except for PLSRegression
    # the targets
    most = MANY
    if not isinstance(estimator, PLSRegression):
        most = 2 if data.y is None else int(np.size(data.y) / len(data.y))
    return {"n_components": sorted({1, *components(data, most)})}
