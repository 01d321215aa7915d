"""A data frame: of a ``cv_results_``, or of `to_frame` (a row a candidate and split).

The second has columns ``candidate`` and ``split`` (missing if only means are known), a
parameter's in ``param_<name>``, a score's in ``test_<metric>``, and ``state``. Polars
gives each row the parameters of all, with None where one does not exist, so None is
read as that there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sk_hpo.results.results import STOPPED, Results, made
from sk_hpo.results.table import chosen_metric, results_of_table

PARAM, TEST = "param_", "test_"


def reads(source: Any) -> bool:
    """Return whether an object is a frame of pandas or polars."""
    package = type(source).__module__.partition(".")[0]
    return package in ("pandas", "polars") and type(source).__name__ == "DataFrame"


def read(source: Any, name: str, metric: str | None) -> Results:
    """Return the results in a frame.

    Raises
    ------
    ValueError
        If it has neither the columns of a ``cv_results_`` nor those of `to_frame`.
    """
    columns = [str(column) for column in source.columns]
    rows = _rows(source)
    if {"candidate", "split"} <= set(columns):
        return _read_tidy(rows, columns, name, metric)
    table: dict[str, Any] = {
        column: [row[column] for row in rows] for column in columns
    }
    params = table.get("params", [None])
    if not all(isinstance(one, Mapping) for one in params):
        # a frame that was written to a file has texts in their place
        table["params"] = [_params(row, columns) for row in rows]
    elif _is_polars(source):
        table["params"] = [
            {name: value for name, value in one.items() if value is not None}
            for one in params
        ]
    return results_of_table(table, name, metric)


def _is_polars(frame: Any) -> bool:
    return type(frame).__module__.startswith("polars")


def _rows(frame: Any) -> list[dict[str, Any]]:
    if _is_polars(frame):
        found: list[dict[str, Any]] = frame.to_dicts()
        return found
    # not to_dict, which turns pandas' NA into None
    columns = {str(name): list(column) for name, column in frame.items()}
    rows = zip(*columns.values(), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _read_tidy(
    rows: list[dict[str, Any]], columns: list[str], name: str, metric: str | None
) -> Results:
    metrics = [c.removeprefix(TEST) for c in columns if c.startswith(TEST)]
    if not metrics:
        raise ValueError(
            f"{name} must have a column 'test_score' (or that of another metric), as "
            f"to_frame has, got {columns}"
        )
    first = {row["candidate"]: row for row in reversed(rows)}
    at = {number: index for index, number in enumerate(sorted(first))}
    only_means = all(_is_missing(row["split"]) for row in rows)
    splits = [0 if only_means else int(row["split"]) for row in rows]
    shape = len(at), 1 + max(splits, default=0)
    scores = {one: np.full(shape, np.nan) for one in metrics}
    for row, split in zip(rows, splits, strict=True):
        for one in metrics:
            scores[one][at[row["candidate"]], split] = _number(row, TEST + one)
    kept = [first[number] for number in at]
    return made(
        [_params(row, columns) for row in kept],
        chosen_metric(metrics, metric, name),
        {one: of_splits.mean(axis=1) for one, of_splits in scores.items()},
        None if only_means else scores,
        stopped=[row.get("state") == STOPPED for row in kept],
        numbers=np.array(list(at), dtype=np.int64),
        members=[str(row.get("member") or "") for row in kept],
        fit_seconds=np.array([_number(row, "mean_fit_time") for row in kept]),
        score_seconds=np.array([_number(row, "mean_score_time") for row in kept]),
    )


def _number(row: Mapping[str, Any], column: str) -> float:
    """Return the number in a cell, NaN if there is none."""
    value = row.get(column)
    return np.nan if value is None or _is_missing(value) else float(value)


def _params(row: Mapping[str, Any], columns: list[str]) -> dict[str, Any]:
    """Return the parameters of a row; a missing one does not exist there."""
    return {
        column.removeprefix(PARAM): _plain(row[column])
        for column in columns
        if column.startswith(PARAM) and not _is_missing(row[column])
    }


def _is_missing(value: Any) -> bool:
    """Return whether a cell is empty: NaN, or pandas' NA, but not None."""
    return type(value).__name__ in ("NAType", "NaTType") or (
        isinstance(value, float) and value != value
    )


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
