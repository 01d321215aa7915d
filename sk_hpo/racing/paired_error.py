"""The standard error of a difference that is estimated by some of the splits.

Notation as in `racing`. The mean difference of two candidates over s of K splits is an
estimate of that over all K, with variance s2 (1/s - 1/K), where s2 is the variance of
the difference on a split.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.racing.noise import FloatArray, pooled


def paired_error(S: FloatArray, candidate: int, leader: int, seen: int) -> float:
    """Return the standard error of a candidate's mean difference from the leader.

    Parameters
    ----------
    S : ndarray of shape (n, K)
        NaN where a score is not known; not finite where a fit failed.
    candidate, leader : int
        The leader is complete.
    seen : int
        s, the number of splits of the candidate that count.

    Returns
    -------
    float
        NaN if a fit of the candidate failed.
    """
    K = S.shape[1]
    own = S[candidate, :seen] - S[leader, :seen]
    if not np.isfinite(own).all():
        return float("nan")
    complete = np.flatnonzero(np.isfinite(S).all(axis=1))
    others = complete[complete != leader]
    v = (S[others] - S[leader]).var(axis=1, ddof=1)
    noise = pooled(v, np.full(len(v), K - 1.0))
    own_v = own.var(ddof=1, keepdims=True) if seen > 1 else np.zeros(1)
    if noise is not None:
        own_v, _ = noise.moderated(own_v, seen - 1.0)
    elif seen == 1 and len(v):
        own_v = v.mean(keepdims=True)
    return float(np.sqrt(own_v[0] * (1 / seen - 1 / K)))
