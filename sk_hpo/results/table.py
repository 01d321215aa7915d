"""The columns of a ``cv_results_``, as results."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from sk_hpo.results.results import FloatArray, Results, made

MEAN, SPLIT = re.compile(r"mean_test_(.+)"), re.compile(r"split(\d+)_test_(.+)")


def results_of_table(
    table: Mapping[str, Any], name: str, metric: str | None = None, **more: Any
) -> Results:
    """Return the results in a ``cv_results_``.

    Parameters
    ----------
    table : mapping of str to column
        Its keys as in scikit-learn; needed are ``params`` and a ``mean_test_`` column.
    name : str
        The argument's name in messages.
    metric : str or None
        The metric that guides. None: the only one, or else the first.
    **more
        Any other fields of `Results`.

    Raises
    ------
    ValueError
        If a column is missing or can't be read.
    """
    columns = {str(key): column for key, column in table.items()}
    metrics = [found[1] for key in columns if (found := MEAN.fullmatch(key))]
    if "params" not in columns or not metrics:
        raise ValueError(
            f"{name} must have the keys 'params' and 'mean_test_score' (or that of "
            f"another metric), as cv_results_ has, got {list(columns)}"
        )
    metric = chosen_metric(metrics, metric, name)
    try:
        params = [dict(row) for row in columns["params"]]
        means = {one: _floats(columns[f"mean_test_{one}"]) for one in metrics}
        scores = {one: _scores(columns, one, len(params)) for one in metrics}
        seconds = {
            f"{what}_seconds": _floats(columns[f"mean_{what}_time"])
            for what in ("fit", "score")
            if f"mean_{what}_time" in columns
        }
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{name} must have dicts in 'params' and numbers in its columns of scores "
            f"and times, but they could not be read: {error}"
        ) from error
    for column in (*means.values(), *seconds.values()):
        if len(column) != len(params):
            raise ValueError(
                f"{name} must have columns of the same length as 'params', got "
                f"{len(params)} and {len(column)}"
            )
    iteration = columns.get("iter")
    if iteration is not None:  # of a halving search: only the last has all resources
        more["iterations"] = np.asarray(iteration)
        more["stopped"] = more["iterations"] < np.max(iteration, initial=0)
    n_evaluated = columns.get("n_splits_evaluated")
    if n_evaluated is not None:
        n_evaluated = np.asarray(n_evaluated)
        is_raced = n_evaluated < n_evaluated.max(initial=0)
        more["stopped"] = is_raced | np.asarray(more.get("stopped", False))
    return made(params, metric, means, scores, **{**seconds, **more})


def chosen_metric(metrics: list[str], metric: str | None, name: str) -> str:
    """Return the metric that guides: the one that is asked for, or the first.

    Raises
    ------
    ValueError
        If it is not among `metrics`.
    """
    if metric is None:
        return "score" if "score" in metrics else metrics[0]
    if metric not in metrics:
        raise ValueError(f"{name} has no metric {metric!r}; it has {metrics}")
    return metric


def _scores(columns: Mapping[str, Any], metric: str, q: int) -> Any:
    """Return an array of shape (q, s), s = 0 if there are no columns of splits."""
    found = {
        int(split[1]): _floats(column)
        for key, column in columns.items()
        if (split := SPLIT.fullmatch(key)) and split[2] == metric
    }
    if not found:
        return np.empty((q, 0))
    return np.column_stack([found[split] for split in sorted(found)])


def _floats(column: Any) -> FloatArray:
    if isinstance(column, np.ma.MaskedArray):
        column = np.ma.filled(column.astype(np.float64), np.nan)
    return np.array([float(value) for value in column])
