"""How probable scores as low as those seen are, if a candidate were the best.

Notation as in `racing` and in `references`, and: q (n,) estimates of the means, from
the splits seen less b; best, the highest mean of a complete candidate.

For a candidate whose mean over all K splits is that of the best one, q - best is due to
the choice of the s splits seen. Its variance is s2 (1/s - 1/K) (1 + x), since those s
are a random sample of K, and b has a variance of its own. Its distribution is t with
the degrees of freedom of s2 (`noise`). Only complete candidates have a known mean, so a
candidate is compared with them alone; and by both references, of which the higher
probability counts.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import binom, t

from sk_hpo.racing.noise import Noise, pooled
from sk_hpo.racing.references import Reference, average, leading

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# Noise is that of the best candidates: this many of them.
NEAREST = 15


def judge(S: FloatArray, chosen_after: IntArray, seen: int) -> tuple[FloatArray, ...]:
    """Judge the candidates of which `seen` splits are known.

    Parameters
    ----------
    S : ndarray of shape (n, K)
        NaN where a score is not known; not finite where a fit failed.
    chosen_after : ndarray of int, shape (n,)
        After how many splits a complete candidate was chosen to be completed.
    seen : int
        s.

    Returns
    -------
    q : ndarray of shape (n,)
        Estimates of the means; NaN for candidates that can't be judged.
    p : ndarray of shape (n,)
        1 for candidates that are not judged.
    """
    n = len(S)
    complete = np.flatnonzero(np.isfinite(S).all(axis=1))
    partial = np.flatnonzero(
        np.isnan(S).any(axis=1) & np.isfinite(S[:, :seen]).all(axis=1)
    )
    q, p = np.full(n, np.nan), np.ones(n)
    q[partial] = S[partial, :seen].mean(axis=1)
    if not len(complete):
        return q, p
    if is_binary(S):
        p[partial] = _signs(S, complete, chosen_after, partial, seen)
        return q, p
    distinct = complete[_first_of_equal(S[complete])]
    if len(distinct) < 2:
        return q, p
    C = S[distinct]
    references = [leading(C), average(C, chosen_after[distinct])]
    if not all(one.known[:seen].all() for one in references):
        return q, p
    best = C.mean(axis=1).max()
    p[partial] = np.max(
        [_tails(S, partial, seen, best, one) for one in references], axis=0
    )
    q[partial] -= references[1].b[:seen].mean()
    return q, p


def is_binary(S: FloatArray) -> bool:
    """Return whether all known scores are 0 or 1."""
    known = S[np.isfinite(S)]
    return bool(len(known)) and bool(np.isin(known, (0.0, 1.0)).all())


def _tails(
    S: FloatArray,
    partial: IntArray,
    seen: int,
    best: float,
    reference: Reference,
) -> FloatArray:
    """Return the lower tails of q - best, by the t distribution."""
    noise = _noise(S, reference)
    if noise is None:
        return np.ones(len(partial))
    deviations = S[partial, :seen] - reference.b[:seen]
    below = deviations.mean(axis=1) - best
    own = deviations.var(axis=1, ddof=1) if seen > 1 else np.zeros(len(partial))
    variance, df = noise.moderated(own, seen - 1.0)
    variance *= (1 / seen - 1 / S.shape[1]) * (1 + reference.x[:seen].mean())
    return np.where(below < 0, t.cdf(below / np.sqrt(variance), df), 1.0)


def _noise(S: FloatArray, reference: Reference) -> Noise | None:
    """Return the noise of the best candidates, complete or not."""
    known = np.isfinite(S)
    k = np.where(known.all(axis=1), 0, np.cumprod(known, axis=1).sum(axis=1))
    v, d, q = [reference.v], [reference.d], [reference.m]
    for s in np.unique(k[k > 1]):
        rows = S[k == s, :s]
        rows = rows[_first_of_equal(rows)] - reference.b[:s]
        v.append(rows.var(axis=1, ddof=1) / (1 + reference.x[:s].mean()))
        d.append(np.full(len(rows), s - 1.0))
        q.append(rows.mean(axis=1))
    order = np.argsort(-np.concatenate(q), kind="stable")[:NEAREST]
    return pooled(np.concatenate(v)[order], np.concatenate(d)[order], _resolution(S))


def _signs(
    S: FloatArray,
    complete: IntArray,
    chosen_after: IntArray,
    partial: IntArray,
    seen: int,
) -> FloatArray:
    """Return p by the sign test on the rows in which two candidates differ.

    Scores of 0 and 1 are those of single rows. Where a candidate is as good as the
    leader, it wins at least half of the rows in which they differ. Rows for which the
    leader was chosen do not count.
    """
    leader = complete[np.argmax(S[complete].mean(axis=1))]
    rows = slice(min(int(chosen_after[leader]), seen), seen)
    differences = S[partial, rows] - S[leader, rows]
    wins, losses = (differences > 0).sum(axis=1), (differences < 0).sum(axis=1)
    return np.asarray(binom.cdf(wins, wins + losses, 0.5))


def _first_of_equal(rows: FloatArray) -> IntArray:
    """Return the index of the first of each set of equal rows, in order."""
    return np.sort(np.unique(rows, axis=0, return_index=True)[1])


def _resolution(S: FloatArray) -> float:
    steps = np.diff(np.unique(S[np.isfinite(S)]))
    return float(steps.min()) if len(steps) else 0.0
