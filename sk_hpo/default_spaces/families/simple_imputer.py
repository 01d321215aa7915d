"""Missing values become one value of their column."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.missing_values import may_be_missing
from sk_hpo.default_spaces.ranges import is_default, kept_or

handles = ("sklearn.impute.SimpleImputer",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if not may_be_missing(estimator, data):
        return {}
    # Feurer et al. (2015) have these for numbers. Words have no mean
    words = ["most_frequent", "constant"]
    if data.has_words and is_default(estimator, "strategy"):
        strategies = words
    else:
        strategies = kept_or(estimator, "strategy", ["median", "most_frequent"])
    # that a value is missing may say something: Perez-Lebel et al. (2022),
    # "Benchmarking missing-values approaches for predictive models"
    indicator = kept_or(estimator, "add_indicator", [True])
    return {"strategy": strategies, "add_indicator": indicator}
