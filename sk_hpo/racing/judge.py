"""How probable scores as low as those seen are, if a candidate were the best.

Notation as in `racing`, and: best, the highest mean of a complete candidate, the
leader; q (n,) estimates of the means.

Only complete candidates have a known mean, so a candidate is compared with one of them
alone, its reference. With w the noise of the splits (`split_noise`), D_j the difference
from the reference on split j, W = sum_seen 1 / w_j and mu = sum_seen (D_j / w_j) / W::

    q = mean of the reference + (sum_seen D_j + (K - s) mu) / K

For a candidate whose mean is `best`, q - best is due to the choice of the s splits, a
random sample of all K. Its variance is s2 (sum_unseen w_j + (K - s)^2 / W) / K^2, which
is s2 (1/s - 1/K) if all w are 1; its distribution is t with the degrees of freedom of
s2 (`noise`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, stdtr

from sk_hpo.racing.noise import Noise, pooled
from sk_hpo.racing.references import references
from sk_hpo.racing.split_noise import NEAREST, ROUNDING, split_noise

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# With fewer splits, scores of 0 and 1 are judged as any others.
MANY = 20


def judge(
    S: FloatArray, seen: int, *, binary: bool = False
) -> tuple[FloatArray, FloatArray]:
    """Judge the candidates of which `seen` splits are known.

    Parameters
    ----------
    S : ndarray of shape (n, K)
        NaN where a score is not known; not finite where a fit failed.
    seen : int
        s.
    binary : bool
        What `is_binary` says of S.

    Returns
    -------
    q : ndarray of shape (n,)
        Estimates of the means; NaN for candidates that can't be judged.
    p : ndarray of shape (n,)
        1 for candidates that are not judged.
    """
    n, K = S.shape
    finite = np.isfinite(S)
    complete = np.flatnonzero(finite.all(axis=1))
    partial = np.flatnonzero(
        finite[:, :seen].all(axis=1) & np.isnan(S[:, seen:]).any(axis=1)
    )
    q, p = np.full(n, np.nan), np.ones(n)
    q[partial] = S[partial, :seen].mean(axis=1)
    if not len(complete) or not len(partial):
        return q, p
    means = S.mean(axis=1)
    complete = complete[np.argsort(-means[complete], kind="stable")]
    leader, best = complete[0], means[complete[0]]
    if binary:
        p[partial] = _signs(S, leader, partial, seen)
        return q, p
    reference = references(S, complete, partial, seen)
    D = S[partial, :seen] - S[reference, :seen]
    w = split_noise(S[complete])
    W = (1 / w[:seen]).sum()
    mu = D @ (1 / w[:seen]) / W
    q[partial] = means[reference] + (D.sum(axis=1) + (K - seen) * mu) / K
    noise = _noise(S, finite, leader, w)
    if noise is None:
        return q, p
    own = (D - mu[:, None]) ** 2 @ (1 / w[:seen]) / max(1, seen - 1)
    variance, df = noise.moderated(own, seen - 1.0)
    variance *= (w[seen:].sum() + (K - seen) ** 2 / W) / K**2
    below = q[partial] - best
    tails = stdtr(df, below / np.sqrt(variance))
    p[partial] = np.where(below < 0, tails, 1.0)
    return q, p


def is_binary(S: FloatArray) -> bool:
    """Return whether all known scores are 0 or 1, and there are enough for a test."""
    known = S[np.isfinite(S)]
    return (
        S.shape[1] >= MANY
        and bool(len(known))
        and bool(((known == 0) | (known == 1)).all())
    )


def _noise(
    S: FloatArray, finite: npt.NDArray[np.bool_], leader: np.int64, w: FloatArray
) -> Noise | None:
    """Return the noise of differences from the leader, for the best candidates.

    Candidates that do not differ from it say nothing of those that do, and equal ones
    count once.
    """
    K = S.shape[1]
    k = np.where(finite.all(axis=1), K, np.argmin(finite, axis=1))
    k[leader] = 0
    rows = np.flatnonzero(k > 1)
    k = k[rows]
    known = np.arange(K) < k[:, None]
    differences = np.where(known, S[rows] - S[leader], 0.0)
    q = differences.sum(axis=1) / k
    mu = differences @ (1 / w) / (known @ (1 / w))
    deviations = np.where(known, differences - mu[:, None], 0.0)
    v = deviations**2 @ (1 / w) / (k - 1)
    rounding = (ROUNDING * float(np.abs(S[finite]).max())) ** 2
    found: dict[tuple[float, float], int] = {}
    for one in np.argsort(-q, kind="stable").tolist():
        if v[one] > rounding:
            found.setdefault((float(q[one]), float(v[one])), one)
        if len(found) == NEAREST:
            break
    nearest = list(found.values())
    return pooled(v[nearest], k[nearest] - 1.0)


def _signs(S: FloatArray, leader: np.int64, partial: IntArray, seen: int) -> FloatArray:
    """Return p by the sign test on the rows in which two candidates differ.

    Scores of 0 and 1 are those of single rows. Where a candidate is as good as the
    leader, it wins at least half of the rows in which they differ.
    """
    differences = S[partial, :seen] - S[leader, :seen]
    wins, losses = (differences > 0).sum(axis=1), (differences < 0).sum(axis=1)
    return np.asarray(bdtr(wins, wins + losses, 0.5))
