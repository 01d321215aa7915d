"""Features of a kernel, from some of the rows or by random numbers."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.kernel_width import gamma_range
from sk_hpo.default_spaces.own_values import own_or_range
from sk_hpo.default_spaces.ranges import log_integer

handles = (
    "sklearn.kernel_approximation.Nystroem",
    "sklearn.kernel_approximation.RBFSampler",
)

WITH_GAMMA = ("rbf", "laplacian", "poly", "polynomial", "sigmoid")


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    # Feurer et al. (2015): from 50 to 10000; more than 1000 are slow
    most = 1000
    if hasattr(estimator, "kernel") and data.n_train is not None:
        # a component is a row
        most = min(most, data.n_train)
    n = {"n_components": log_integer(max(1, min(50, most // 4)), most)}
    if getattr(estimator, "kernel", "rbf") not in WITH_GAMMA:
        return [n]
    found = own_or_range(estimator, "gamma", gamma_range(data))
    return [n | one for one in found]
