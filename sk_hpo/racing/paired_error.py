"""The standard error of a difference that is estimated by some of the splits.

Notation as in `racing`. The mean difference of two candidates over s of K splits is an
estimate of that over all K, with variance s2 (1/s - 1/K), where s2 is the variance of
the difference on a split.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.racing.noise import FloatArray, pooled


class PairedError:
    """The standard errors of mean differences from the leader.

    Parameters
    ----------
    S : ndarray of shape (n, K)
        NaN where a score is not known; not finite where a fit failed.
    leader : int
        A complete candidate.
    """

    def __init__(self, S: FloatArray, leader: int) -> None:
        self.S = S
        self.leader = leader
        complete = np.flatnonzero(np.isfinite(S).all(axis=1))
        others = complete[complete != leader]
        self._v = (S[others] - S[leader]).var(axis=1, ddof=1)
        self._noise = pooled(self._v, np.full(len(others), S.shape[1] - 1.0))

    def of(self, candidate: int, seen: int) -> float:
        """Return that of a candidate with s = `seen`; NaN if one of its fits failed."""
        own = self.S[candidate, :seen] - self.S[self.leader, :seen]
        if not np.isfinite(own).all():
            return float("nan")
        v = own.var(ddof=1, keepdims=True) if seen > 1 else np.zeros(1)
        if self._noise is not None:
            v, _ = self._noise.moderated(v, seen - 1.0)
        elif seen == 1 and len(self._v):
            v = self._v.mean(keepdims=True)
        return float(np.sqrt(v[0] * (1 / seen - 1 / self.S.shape[1])))
