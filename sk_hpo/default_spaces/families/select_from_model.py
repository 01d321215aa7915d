"""Selection of columns by the coefficients or importances of an estimator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.part import Part
from sk_hpo.default_spaces.ranges import kept_or, log_integer
from sk_hpo.space.plain_values import is_integer

handles = ("sklearn.feature_selection.SelectFromModel",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # the documentation: the threshold may be a multiple of the mean or the median
    found = {"threshold": kept_or(estimator, "threshold", ["0.5*mean", "median"])}
    if is_integer(estimator.max_features) and data.p_always:
        found |= {"max_features": log_integer(1, data.p_always)}
    return found


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the estimator inside, unless it is fitted already."""
    if not estimator.prefit:
        yield Part("estimator", estimator.estimator, data)
