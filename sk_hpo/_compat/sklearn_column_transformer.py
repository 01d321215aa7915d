"""How a ``ColumnTransformer`` selects columns and refers to its remainder."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from sklearn.compose import ColumnTransformer

from sk_hpo._compat.sklearn_indexing import safe_indexing
from sk_hpo._compat.versions import private

check_input = private(
    "sklearn.compose._column_transformer._check_X",
    "data of a ColumnTransformer are not checked before its fit",
    ["X"],
)


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
    return lambda X: safe_indexing(check_input(X), columns, axis=1)


def columns_of(X: Any, chosen: Any) -> Any:
    """Return columns of X; a single name gives one-dimensional data.

    Parameters
    ----------
    X : {array-like, dataframe}
    chosen : str, int, slice, callable, or array-like of str, int or bool
        As in the ``transformers`` of a ColumnTransformer.
    """
    X = check_input(X)
    return safe_indexing(X, chosen(X) if callable(chosen) else chosen, axis=1)


def remaining_columns(whole: Any, X: Any) -> list[Any]:
    """Return the columns of X that no part has.

    Parameters
    ----------
    whole : ColumnTransformer
        Unfitted.
    X : {array-like, dataframe}
    """
    dropped = [(name, "drop", columns) for name, _, columns in whole.transformers]
    made = ColumnTransformer(dropped, remainder="drop")
    with warnings.catch_warnings():
        # before 1.7 its list of columns warns of a change to come
        warnings.simplefilter("ignore", FutureWarning)
        made.fit(X)
        return list(made._remainder[2])


def with_own_remainder(whole: Any) -> None:
    """Make the record of a fitted one's columns refer to its own ``remainder``."""
    name, _, columns = whole._remainder
    whole._remainder = (name, whole.remainder, columns)
