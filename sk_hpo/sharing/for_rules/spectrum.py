"""How far leading eigenvectors can be told from one another.

Where two eigenvalues are close, any rotation of their vectors serves a solver as well;
where the largest and the smallest entry of a vector are, any sign. What it gives then
hangs on how many it was asked for.

Notation: lambda (k,) eigenvalues in descending order, V (m, k) their vectors.
"""

from __future__ import annotations

from typing import Any

import numpy as np

# The error of a vector is about 2e-16 lambda_1 / (lambda_i - lambda_(i+1)).
GAP = 1e-6
SIGN = 1e-7


def n_distinct(values: Any, vectors: Any, gap: float = GAP) -> int:
    """How many of the first vectors do not hang on how many were asked for.

    Parameters
    ----------
    values : ndarray of shape (k,)
        lambda
    vectors : ndarray of shape (m, k)
        V
    gap : float
        The least difference of two of the values, as a part of the first.

    Returns
    -------
    int
        At most k - 1: how far the last is from the next is not known.
    """
    apart = values[:-1] - values[1:] > gap * values[0]
    high, low = vectors.max(axis=0), -vectors.min(axis=0)
    signed = np.abs(high - low) > SIGN * np.maximum(high, low)
    clear = apart & signed[:-1]
    return len(clear) if clear.all() else int(np.argmin(clear))
