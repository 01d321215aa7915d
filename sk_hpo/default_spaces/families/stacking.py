"""Estimators whose predictions are the columns of a last one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.part import Part
from sk_hpo.default_spaces.ranges import kept_or

handles = ("sklearn.ensemble.StackingClassifier", "sklearn.ensemble.StackingRegressor")

# Most of them are fitted on four of five folds too.
FOLD = 0.8


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if estimator.final_estimator is None:
        # a logistic regression, which may not converge on the columns of X
        return {}
    return {"passthrough": kept_or(estimator, "passthrough", [True])}


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the estimators inside."""
    # a string means that they are fitted already
    for name, one in [] if isinstance(estimator.cv, str) else estimator.estimators:
        yield Part(name, one, data.of_rows(FOLD))
    yield Part("final_estimator", estimator.final_estimator, replace(data, X=None))
