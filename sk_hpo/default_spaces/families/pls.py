"""Partial least squares and canonical correlations."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_integer

handles = (
    "sklearn.cross_decomposition.CCA",
    "sklearn.cross_decomposition.PLSCanonical",
    "sklearn.cross_decomposition.PLSRegression",
)

# Without data; and more components are hardly ever better.
FEW, MANY = 5, 100


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # the documentation: at most the rows and the columns, and except for PLSRegression
    # the targets
    known = [n for n in (data.n_train, data.p) if n is not None]
    if type(estimator).__name__ != "PLSRegression" and data.y is not None:
        known.append(np.asarray(data.y).reshape(len(data.y), -1).shape[1])
    most = min(min(known, default=FEW), MANY)
    return {"n_components": log_integer(1, most)}
