"""How far data lie from 0, compared with how much they vary."""

from __future__ import annotations

from typing import Any

import numpy as np


def offset(data: Any) -> float:
    """Return the largest ratio of a column's mean to its standard deviation.

    By that factor rounding grows when the mean is taken off. Constant columns are left
    out.

    Parameters
    ----------
    data : ndarray of shape (n,) or (n, p)
        Of finite numbers.
    """
    columns = data[:, np.newaxis] if data.ndim == 1 else data
    varies = np.ptp(columns, axis=0) > 0
    if not varies.any():
        return 0.0
    columns = columns[:, varies]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        ratios = np.abs(columns.mean(axis=0)) / columns.std(axis=0)
    return float(np.nan_to_num(ratios, nan=np.inf).max())
