"""The content of pandas and polars objects. Neither package is imported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np


def is_frame(value: Any) -> bool:
    """Return whether a value is a data frame, a series or an index."""
    known = _package(value) in ("pandas", "polars")
    return known and hasattr(value, "to_numpy") and hasattr(value, "__len__")


def parts(value: Any) -> Iterator[Any]:
    """Yield the names, types and values of the columns."""
    yield _package(value)
    yield type(value).__name__
    if _package(value) == "polars":
        columns = value.get_columns() if hasattr(value, "get_columns") else [value]
        for column in columns:
            yield from _polars_column(column)
    elif value.ndim == 2:
        yield list(value.columns)
        yield from _pandas_column(value.index)
        for place in range(value.shape[1]):
            yield from _pandas_column(value.iloc[:, place])
    else:
        yield value.name
        if hasattr(value, "index"):
            yield from _pandas_column(value.index)
        yield from _pandas_column(value)


def _pandas_column(column: Any) -> Iterator[Any]:
    yield str(column.dtype)
    if not hasattr(column.dtype, "categories"):
        yield _plain(np.asarray(column))
        return
    codes = column.cat.codes if hasattr(column, "cat") else column.codes
    yield _plain(np.asarray(column.dtype.categories))
    yield bool(column.dtype.ordered)
    yield np.asarray(codes)


def _polars_column(column: Any) -> Iterator[Any]:
    yield column.name
    yield str(column.dtype)
    if column.dtype.is_numeric():
        yield column.is_null().to_numpy()
        yield column.fill_null(0).to_numpy()
    else:
        yield column.to_list()


def _plain(values: Any) -> Any:
    return values.tolist() if values.dtype.hasobject else values


def _package(value: Any) -> str:
    return type(value).__module__.partition(".")[0]
