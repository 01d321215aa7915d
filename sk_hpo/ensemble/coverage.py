"""Which rows the splits test, and how often."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from sk_hpo._compat.sklearn_search import num_samples
from sk_hpo.problem import Problem

LEFT_OUT = (
    "cv leaves out {} of the {} rows: no split has them as test rows, so their "
    "responses are NaN"
)
REPEATED = (
    "cv has {} of the {} rows as test rows of several splits, up to {} times: {} over "
    "these splits"
)


def rows_tested(problem: Problem) -> list[np.ndarray]:
    """Return the numbers of the test rows of each split; masks become numbers."""
    found = []
    for _, test in problem.splits:
        rows = np.asarray(test)
        found.append(np.flatnonzero(rows) if rows.dtype == bool else rows)
    return found


def times_tested(problem: Problem) -> np.ndarray:
    """Return how many splits have each row as a test row, shape (n_samples,)."""
    counts = np.zeros(num_samples(problem.X), dtype=int)
    for rows in rows_tested(problem):
        np.add.at(counts, rows, 1)
    return counts


def tell_of_coverage(counts: Sequence[int] | Any, how_joined: str) -> None:
    """Warn if rows are tested by no split, or by several.

    Parameters
    ----------
    counts : ndarray
        What `times_tested` returned.
    how_joined : str
        What is done with several responses of a row, for the message.
    """
    counts = np.asarray(counts)
    n_out, n_often = int((counts == 0).sum()), int((counts > 1).sum())
    if n_out:
        warnings.warn(LEFT_OUT.format(n_out, len(counts)), UserWarning, stacklevel=3)
    if n_often:
        text = REPEATED.format(n_often, len(counts), counts.max(), how_joined)
        warnings.warn(text, UserWarning, stacklevel=3)
