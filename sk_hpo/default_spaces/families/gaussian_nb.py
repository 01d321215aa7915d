"""Naive Bayes with normal distributions."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_real

handles = ("sklearn.naive_bayes.GaussianNB",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # the documentation of scikit-learn has no range. From its default, which smooths
    # nothing, to the variance of the widest column, next to which few others count.
    return {"var_smoothing": log_real(1e-9, 1.0)}
