"""Whether data are such that what is computed from them ties."""

from __future__ import annotations

from typing import Any

import numpy as np


def has_few_values(data: Any) -> bool:
    """Whether every column is of integers, or has half as many values as rows at most.

    Parameters
    ----------
    data : ndarray of shape (n,) or (n, p)
        Of finite numbers.
    """
    columns = data[:, np.newaxis] if data.ndim == 1 else data
    return all(map(_is_coarse, columns.T))


def _is_coarse(column: Any) -> bool:
    return bool(
        np.array_equal(column, np.rint(column))
        or 2 * len(np.unique(column)) <= len(column)
    )
