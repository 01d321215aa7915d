"""Transformers of some columns each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sk_hpo._compat.sklearn_column_transformer import remaining_columns
from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.part import Part

handles = ("sklearn.compose.ColumnTransformer",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    return {}


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the estimators inside that have columns."""
    found = [(n, step, data.columns(own)) for n, step, own in estimator.transformers]
    if not isinstance(estimator.remainder, str):
        found.append(("remainder", estimator.remainder, _rest(estimator, data)))
    for name, step, own in found:
        if own.p != 0:
            yield Part(name, step, own)


def _rest(estimator: Any, data: Data) -> Data:
    """Return the data of the columns that no transformer has."""
    if data.X is None:
        return data
    try:
        columns = remaining_columns(estimator, data.X)
    except Exception:  # noqa: BLE001  the search itself reports what is wrong
        return replace(data, X=None)
    return data.columns(columns)
