"""The training rows of each level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn.base import is_classifier
from sklearn.model_selection import TimeSeriesSplit
from sklearn.utils.multiclass import type_of_target

from sk_hpo.levels.ladder import Ladder
from sk_hpo.levels.nested_rows import (
    IntArray,
    has_enough_groups,
    latest_first,
    order_of_groups,
    random_order,
)
from sk_hpo.problem import Problem
from sk_hpo.search.session.racing import grow
from sk_hpo.search.session.splits import Splits


def splits_of_levels(
    ladder: Ladder, problem: Problem, cv: Any, params: Mapping[str, Any]
) -> Splits:
    """Return the splits of each level, level by level; the test rows are always all.

    The training rows of a level are among those of the next. They are a random sample,
    with the classes in their shares if the estimator is a classifier; whole groups if
    the splitter is given groups and there are enough of them; the latest rows if the
    splits are those of a time series.

    Parameters
    ----------
    ladder : Ladder
        Of rows.
    problem : Problem
        With the splits of the last level.
    cv : splitter
    params : mapping
        Routed to the splitter.
    """
    splits = [(_numbers(train), test) for train, test in problem.splits]
    in_time = isinstance(cv, TimeSeriesSplit) or grow(getattr(cv, "cv", ()))
    groups, classes = params.get("groups"), _classes(problem)
    fewest = problem.n_training_rows
    found: list[tuple[Any, Any]] = []
    for amount in ladder.amounts:
        if amount == fewest:
            found.extend(problem.splits)  # as they are, not in another order
            continue
        share = amount / fewest
        for number, (train, test) in enumerate(splits):
            n = max(1, round(share * len(train)))
            if in_time:
                rows = latest_first(train)[:n]
            elif groups is not None and has_enough_groups(
                train, groups, ladder.amounts[0] / len(train)
            ):
                rows = _whole_groups(order_of_groups(train, number, groups), n, groups)
            else:
                rows = random_order(train, number, classes)[:n]
            found.append((np.sort(rows), test))
    return found


def _numbers(rows: Any) -> IntArray:
    found = np.asarray(rows)
    return np.flatnonzero(found) if found.dtype == bool else found


def _classes(problem: Problem) -> Any:
    if problem.y is None or not is_classifier(problem.estimator):
        return None
    return problem.y if type_of_target(problem.y) in ("binary", "multiclass") else None


def _whole_groups(rows: IntArray, n: int, groups: Any) -> IntArray:
    """Return the first n rows, and those of the last group that follow."""
    labels = np.asarray(groups)[rows]
    while n < len(rows) and labels[n] == labels[n - 1]:
        n += 1
    return rows[:n]
