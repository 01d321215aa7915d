"""Features of a polynomial kernel, by hashing."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import integer, kept_or, log_integer

handles = ("sklearn.kernel_approximation.PolynomialCountSketch",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    return {
        # Feurer et al. (2015): a degree of 2 or 3, as of PolynomialFeatures
        "degree": integer(2, 3),
        # the same: as many as of RBFSampler
        "n_components": log_integer(50, 1000),
        # our choice: with terms of lower degrees, and without
        "coef0": kept_or(estimator, "coef0", [1]),
    }
