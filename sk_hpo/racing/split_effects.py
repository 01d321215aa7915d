"""How much higher scores are on a split than on average, by complete candidates.

Notation: C (c, K) scores of complete candidates, a (c,) how many splits were known
when a candidate was chosen to be completed; r (c, K) deviations from the candidate's
mean; w (c, K) weights; b (K,) effects; x (K,) sum of the squares of the weights.

A candidate that was chosen because its first scores were high says nothing of those
splits. Its weight there is zero, and elsewhere it is the precision of its scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

# A precision is at most this much higher than the usual one.
MOST_PRECISE = 4.0


@dataclass(frozen=True)
class SplitEffects:
    """The effects of the splits.

    Parameters
    ----------
    b : ndarray of shape (K,)
        Zero where no candidate says anything.
    x : ndarray of shape (K,)
        The variance of an effect, in units of that of a score.
    known : ndarray of bool, shape (K,)
        Where at least two candidates say something.
    v, d : ndarray of shape (c,)
        The variance of each complete candidate's scores around its mean, after the
        effects that the others say, and its degrees of freedom.
    """

    b: FloatArray
    x: FloatArray
    known: npt.NDArray[np.bool_]
    v: FloatArray
    d: FloatArray


def split_effects(C: FloatArray, a: npt.NDArray[np.int64]) -> SplitEffects:
    """Return the effects of the splits, and the noise around them.

    Parameters
    ----------
    C : ndarray of shape (c, K)
        At least two candidates, no two of them equal.
    a : ndarray of int, shape (c,)
    """
    r = C - C.mean(axis=1, keepdims=True)
    precision = _precision(r)
    w = np.where(a[:, None] <= np.arange(C.shape[1]), precision[:, None], 0.0)
    b, x = _weighted(w, r)
    known = (w > 0).sum(axis=0) > 1
    v, d = np.zeros(len(C)), np.zeros(len(C))
    for i in range(len(C)):
        others = np.arange(len(C)) != i
        usable = w[others].sum(axis=0) > 0
        if usable.sum() > 1:
            b_i, x_i = _weighted(w[others], r[others])
            deviations = (r[i] - b_i)[usable]
            v[i] = deviations.var(ddof=1) / (1 + x_i[usable].mean())
            d[i] = usable.sum() - 1
    return SplitEffects(b, x, known, v[d > 0], d[d > 0])


def _weighted(w: FloatArray, r: FloatArray) -> tuple[FloatArray, FloatArray]:
    total = w.sum(axis=0)
    share = w / np.where(total > 0, total, 1.0)
    return (share * r).sum(axis=0), (share**2).sum(axis=0)


def _precision(r: FloatArray) -> FloatArray:
    """Return the precision of each row of deviations, around the others' median."""
    others = [np.delete(r, i, axis=0) for i in range(len(r))]
    around = [np.median(one, axis=0) for one in others]
    v = (r - np.array(around)).var(axis=1)
    least = float(np.median(v)) / MOST_PRECISE
    return 1.0 / np.maximum(v, least) if least > 0 else np.ones(len(r))
