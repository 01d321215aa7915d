"""The perceptron."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import kept_or, log_real, real

handles = ("sklearn.linear_model.Perceptron",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    penalties = kept_or(estimator, "penalty", ["l2", "elasticnet"])
    found = {"penalty": penalties}
    if penalties != [None]:
        # as of SGDClassifier by the documentation
        found["alpha"] = log_real(1e-6, 1e-1)
    if "elasticnet" in penalties:
        found["l1_ratio"] = real(0.0, 1.0)
    return found
