"""How a ``ColumnTransformer`` selects columns and refers to its remainder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sklearn.compose._column_transformer import _check_X
from sklearn.utils import _safe_indexing


def cutters(whole: Any, X: Any) -> dict[str, Callable[[Any], Any]]:
    """Return, for each part, a function that selects its columns.

    Parameters
    ----------
    whole : ColumnTransformer
        It knows its columns: its ``fit_transform`` has got as far as fitting its parts.
    X : {array-like, dataframe}
        Rows of the kind that will be transformed.

    Returns
    -------
    dict of str to callable
    """
    # like its `transform`, which selects the columns of a data frame by name
    by_name = hasattr(whole, "feature_names_in_") and hasattr(X, "columns")
    parts = whole._iter(
        fitted=False, column_as_labels=by_name, skip_drop=True, skip_empty_columns=True
    )
    return {name: _cutter(columns) for name, _, columns, _ in parts}


def _cutter(columns: Any) -> Callable[[Any], Any]:
    return lambda X: _safe_indexing(_check_X(X), columns, axis=1)


def with_own_remainder(whole: Any) -> None:
    """Make the record of a fitted one's columns refer to its own ``remainder``."""
    name, _, columns = whole._remainder
    whole._remainder = (name, whole.remainder, columns)
