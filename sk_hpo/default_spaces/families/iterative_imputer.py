"""Missing values are predicted from the other columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.missing_values import may_be_missing
from sk_hpo.default_spaces.part import Part
from sk_hpo.default_spaces.ranges import kept_or

handles = ("sklearn.impute.IterativeImputer",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if not may_be_missing(estimator, data):
        return {}
    return {
        # our choice: what is better to start from depends on the columns
        "initial_strategy": kept_or(estimator, "initial_strategy", ["median"]),
        # as of SimpleImputer
        "add_indicator": kept_or(estimator, "add_indicator", [True]),
    }


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the estimator inside; it predicts each column from the others."""
    if may_be_missing(estimator, data):
        yield Part("estimator", estimator.estimator, Data(n=data.n))
