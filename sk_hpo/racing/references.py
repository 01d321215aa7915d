"""What a split is worth: scores to compare those of a candidate with, split by split.

Notation: C (c, K) scores of complete candidates; a (c,) how many splits were known when
a candidate was chosen to be completed; b (K,) how much higher the reference is on a
split than on average; x (K,) the variance of b, in units of that of a score; v (c,)
variances of complete candidates' scores less b, around their means m (c,), and d (c,)
their degrees of freedom.

There are two references, since each errs where the other does not. The mean of the
complete candidates is not due to luck on the first splits, as that of the leader may
be. The leader does not have the outliers of worse candidates, such as the log loss of a
probability of zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Reference:
    """What the scores of a candidate are compared with.

    Parameters
    ----------
    b, x : ndarray of shape (K,)
    known : ndarray of bool, shape (K,)
        Where b is known.
    v, d, m : ndarray of shape (c,)
        Only candidates with at least one degree of freedom.
    """

    b: FloatArray
    x: FloatArray
    known: npt.NDArray[np.bool_]
    v: FloatArray
    d: FloatArray
    m: FloatArray


def leading(C: FloatArray) -> Reference:
    """Return the best of the complete candidates as a reference."""
    K = C.shape[1]
    means = C.mean(axis=1)
    leader = int(np.argmax(means))
    others = np.delete(C, leader, axis=0)
    v = (others - C[leader]).var(axis=1, ddof=1)
    d = np.full(len(v), K - 1.0)
    b, everywhere = C[leader] - means[leader], np.ones(K, dtype=np.bool_)
    return Reference(b, np.zeros(K), everywhere, v, d, np.delete(means, leader))


def average(C: FloatArray, a: npt.NDArray[np.int64]) -> Reference:
    """Return the mean of the complete candidates as a reference.

    A candidate that was chosen because its first scores were high says nothing of those
    splits. The variance of each is that around the mean of the others.
    """
    means = C.mean(axis=1)
    r = C - means[:, None]
    counts = a[:, None] <= np.arange(C.shape[1])
    n, total = counts.sum(axis=0), np.where(counts, r, 0.0).sum(axis=0)
    of_others = n - counts
    usable = counts & (of_others > 0)
    m = np.maximum(of_others, 1)
    deviations = r - np.where(usable, total - r, 0.0) / m
    d = usable.sum(axis=1) - 1.0
    v = np.zeros(len(C))
    for i in np.flatnonzero(d > 0):
        own = deviations[i, usable[i]].var(ddof=1)
        v[i] = own / (1 + (1 / m[i, usable[i]]).mean())
    b, x = total / np.maximum(n, 1), 1 / np.maximum(n, 1)
    return Reference(b, x, n > 1, v[d > 0], d[d > 0], means[d > 0])
