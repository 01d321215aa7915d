"""The splits of a round of candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sk_hpo._compat.sklearn_search import INCONSISTENT_SPLITS
from sk_hpo.problem import Problem

Splits = Sequence[tuple[Any, Any]]


def make_splits(
    cv: Any, problem: Problem, params: Mapping[str, Any], expected: int
) -> Splits:
    """Return the splits that `cv` makes; raise an error if their number is not right.

    Parameters
    ----------
    cv : splitter
    problem : Problem
    params : mapping
        Routed to the splitter.
    expected : int
        How many splits there have to be.
    """
    splits = list(cv.split(problem.X, problem.y, **params))
    if len(splits) != expected:
        raise ValueError(INCONSISTENT_SPLITS.format(expected=expected, got=len(splits)))
    return splits


def equal_splits(some: Splits, others: Splits) -> bool:
    """Return whether the splits have the same row numbers."""
    return len(some) == len(others) and all(
        np.array_equal(rows, other)
        for split, another in zip(some, others, strict=True)
        for rows, other in zip(split, another, strict=True)
    )
