"""Counts of rows behind each threshold of a score, as the curves of two classes need.

Notation: of n rows, positive (n,) whether they are of the class that is looked for,
s (n,) scores; behind each of m thresholds tps (m,) positive rows and fps (m,) others.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.metrics.metric import NotPlainError
from sk_hpo.metrics.true_numbers import FLOATS


def counts_behind(positive: np.ndarray, s: Any) -> tuple[np.ndarray, np.ndarray]:
    """Give tps and fps, thresholds falling.

    Raises
    ------
    NotPlainError
        If the scores are not a column of finite floats.
    """
    if type(s) is not np.ndarray or s.shape != positive.shape:
        raise NotPlainError("the scores are not a plain column")
    if s.dtype not in FLOATS or not np.isfinite(s).all():
        raise NotPlainError("the scores are not plain numbers")
    order = np.argsort(-s)
    s = s[order]
    last = np.append(np.flatnonzero(s[1:] != s[:-1]), len(s) - 1)
    tps = np.cumsum(positive[order], dtype=np.float64)[last]
    return tps, 1 + last - tps
