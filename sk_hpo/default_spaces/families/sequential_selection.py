"""Selection of columns: one after the other is added or dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.own_values import own_or_range
from sk_hpo.default_spaces.part import Part
from sk_hpo.default_spaces.ranges import log_integer, real
from sk_hpo.space.plain_values import is_integer, is_number

handles = ("sklearn.feature_selection.SequentialFeatureSelector",)


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    name, own = "n_features_to_select", estimator.n_features_to_select
    if not is_number(own) and estimator.tol is not None:
        # the gain in score says how many
        return [{}]
    # the documentation excludes the number of all columns
    most = data.p_always - 1 if data.p_always else own
    if not is_integer(most) or (is_number(own) and not is_integer(own)):
        # our choice: a smaller share of few columns may be none
        return own_or_range(estimator, name, real(0.2, 0.8))
    # our choice: every number
    return own_or_range(estimator, name, log_integer(1, most)) if most else [{}]


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the estimator inside."""
    yield Part("estimator", estimator.estimator, data)
