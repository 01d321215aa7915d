"""Nadeau and Bengio's corrected resampled t test, and the interval that it gives.

Training parts overlap, so scores on different splits vary less than scores on new data
would. The variance of their mean is taken as (1/K + n_test/n_train) s2 instead of
s2/K (equation 9 of the paper, and section 3.3 of Bouckaert and Frank for repeated
cross-validation).

Nadeau, C. and Bengio, Y. (2003). Inference for the generalization error. Machine
Learning 52, 239-281.
Bouckaert, R. R. and Frank, E. (2004). Evaluating the replicability of significance
tests for comparing learning algorithms. PAKDD, 3-12.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from sk_hpo.honest.splits import Splits
from sk_hpo.results.results import ROUNDING

FloatArray = npt.NDArray[np.float64]


def half_width(scores: FloatArray, splits: Splits, level: float) -> float:
    """Return half the width of a two-sided interval for the mean of scores, (K,)."""
    error = np.sqrt((1 / splits.n + splits.ratio) * scores.var(ddof=1))
    return float(student.ppf((1 + level) / 2, splits.n - 1) * error)


def half_width_of(row: int, S: FloatArray, splits: Splits, level: float) -> float:
    """Return half the width of the interval for the mean score of a row of S, (q, K).

    Equal scores on all splits are no sign that other rows would give the same. Then it
    is the median of the candidates that are tied with the row and whose scores differ,
    or else of all whose scores do.
    """
    varying = np.flatnonzero(np.ptp(S, axis=1) > ROUNDING * np.abs(S).max(axis=1))
    if row in varying or not len(varying):
        return half_width(S[row], splits, level)
    near = np.intersect1d(varying, tied_with(row, S, splits, level))
    pool = near if len(near) else varying
    return float(np.median([half_width(S[one], splits, level) for one in pool]))


def tied_with(best: int, S: FloatArray, splits: Splits, level: float) -> list[int]:
    """Return the candidates that can't be told from the best, and the best.

    Their mean difference from it is within the two-sided interval of the level around
    zero.
    """
    differences = S[best] - S
    return [
        row
        for row, d in enumerate(differences)
        if d.mean() <= half_width(d, splits, level) + ROUNDING * np.abs(S[best]).max()
    ]
