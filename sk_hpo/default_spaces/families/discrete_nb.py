"""Naive Bayes with counts, words or categories."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import kept_or, log_real
from sk_hpo.space.plain_values import is_number

handles = (
    "sklearn.naive_bayes.BernoulliNB",
    "sklearn.naive_bayes.CategoricalNB",
    "sklearn.naive_bayes.ComplementNB",
    "sklearn.naive_bayes.MultinomialNB",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    found: dict[str, Any] = {}
    if is_number(estimator.alpha):
        # Feurer et al. (2015), the spaces of auto-sklearn
        found["alpha"] = log_real(1e-2, 1e2)
    if hasattr(estimator, "norm"):
        # its prior counts only if there is one class
        return found | {"norm": kept_or(estimator, "norm", [True])}
    if estimator.class_prior is None:
        found["fit_prior"] = kept_or(estimator, "fit_prior", [False])
    return found
