"""A race of candidates that are suggested one after another.

The first candidates are completed. Each later one is judged after each of its looks,
against those before it: candidate k against the candidates up to k - lag, which are
closed by then. So it does not matter which of the pending ones is faster.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.racing.judge import is_binary, judge
from sk_hpo.racing.looks import level, looks
from sk_hpo.racing.paired_error import PairedError
from sk_hpo.racing.race import Race, leader_of

# How many candidates are completed before any is stopped. They are not chosen because
# of their scores, so that fewer than in a listed race will do.
N_COMPLETE_FIRST = 3


class OpenRace(Race):
    """A race in which candidates may be opened at any time.

    Parameters
    ----------
    n_splits : int
    probability : float
        The probability with which the best candidate may be stopped.
    lag : int
        Number of candidates that may be pending at once.
    """

    def __init__(self, n_splits: int, probability: float, lag: int) -> None:
        super().__init__(n_splits, probability)
        self.lag = lag
        self._looks = looks(n_splits)
        self._level = level(probability, n_splits)

    def _advance(self) -> None:
        for k in np.flatnonzero(~self._closed):
            n_before = max(0, int(k) - self.lag + 1)
            if not self._closed[:n_before].all():
                return
            while self._ready[k] and not self._closed[k]:
                self._look(int(k), n_before)

    def _look(self, k: int, n_before: int) -> None:
        """Judge candidate k by the splits it has; then it is closed, or needs more."""
        seen = int(self._wanted[k])
        if seen == self.n_splits:
            self._closed[k] = True
            return
        S = self._needed_scores()
        S[n_before:k] = S[k + 1 :] = np.nan
        leader = leader_of(S)
        n_complete = n_before - sum(one < n_before for one in self.stopped)
        if leader is None or n_complete < N_COMPLETE_FIRST:
            self._wanted[k] = self.n_splits
            return
        p = 0.0
        if np.isfinite(S[k, :seen]).all():
            p = float(judge(S, seen, binary=is_binary(S))[1][k])
        if not self._stops(k, p, self._level, PairedError(S, leader)):
            later = [look for look in self._looks if look > seen]
            self._wanted[k] = later[0] if later else self.n_splits
