"""True and false positives at each threshold of a score, for binary curves.

Notation: n rows; positive (n,) is True for rows of the positive class, s (n,) are their
scores. At each of m thresholds there are tps (m,) true and fps (m,) false positives.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.metrics.metric import NotPlainError
from sk_hpo.metrics.numeric_targets import FLOATS


def counts_at_thresholds(positive: np.ndarray, s: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return tps and fps, for decreasing thresholds.

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
