"""Selection of columns: the least important are dropped, again and again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.own_values import own_or_range
from sk_hpo.default_spaces.part import Part
from sk_hpo.default_spaces.ranges import log_integer, real
from sk_hpo.space.plain_values import is_integer, is_number

handles = (
    "sklearn.feature_selection.RFE",
    "sklearn.feature_selection.RFECV",
)


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    if hasattr(estimator, "cv"):
        # cross-validation finds the number of columns
        return [{}]
    name, own = "n_features_to_select", estimator.n_features_to_select
    most = data.p_always or (own if is_integer(own) else None)
    is_share = is_number(own) and not is_integer(own)
    # our choice: every number; a smaller share of few columns may be none
    found = real(0.2, 1.0) if most is None or is_share else log_integer(1, most)
    return own_or_range(estimator, name, found)


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the estimator inside."""
    yield Part("estimator", estimator.estimator, data)
