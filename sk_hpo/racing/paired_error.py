"""The standard error of a difference that is estimated by some of the splits.

Notation as in `racing`. The mean difference of two candidates over s of K splits is an
estimate of that over all K, with variance s2 (1/s - 1/K), where s2 is the variance of
the difference on a split.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sk_hpo.racing.noise import FloatArray, Noise, pooled


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

    def is_complete(self, candidate: int) -> bool:
        """Return whether there is such a candidate, and it is complete."""
        return candidate < len(self.S) and bool(np.isfinite(self.S[candidate]).all())

    @cached_property
    def _v(self) -> FloatArray:
        """The variances of differences of the other complete candidates."""
        complete = np.flatnonzero(np.isfinite(self.S).all(axis=1))
        others = complete[complete != self.leader]
        return np.asarray((self.S[others] - self.S[self.leader]).var(axis=1, ddof=1))

    @cached_property
    def _noise(self) -> Noise | None:
        return pooled(self._v, np.full(len(self._v), self.S.shape[1] - 1.0))

    def of(self, candidate: int, seen: int) -> float:
        """Return the error of a candidate of which `seen` splits are known.

        It is NaN if one of these fits failed.
        """
        own = self.S[candidate, :seen] - self.S[self.leader, :seen]
        if not np.isfinite(own).all():
            return float("nan")
        v = own.var(ddof=1, keepdims=True) if seen > 1 else np.zeros(1)
        if self._noise is not None:
            v, _ = self._noise.moderated(v, seen - 1.0)
        elif seen == 1 and len(self._v):
            v = self._v.mean(keepdims=True)
        return float(np.sqrt(v[0] * (1 / seen - 1 / self.S.shape[1])))
