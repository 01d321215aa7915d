"""A race of candidates that are all known before it begins.

Splits are taken in rounds. The first round is for all candidates; then a few of the
best are completed, which gives results early and leaders to compare with. After each
round the candidates in the race are judged, and those that can hardly be the best are
stopped; the one that seems to be better than the leader, if there is one, is completed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sk_hpo.racing.judge import is_binary, judge
from sk_hpo.racing.looks import level, looks
from sk_hpo.racing.paired_error import PairedError
from sk_hpo.racing.race import FloatArray, Race, leader_of

# The candidates that are completed first, by their places in the ranking of the first
# round. The best are there partly by luck, and are much alike, so that they say too
# little of the noise of others.
PLACES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.6)


class ListedRace(Race):
    """A race whose candidates are opened together.

    Parameters
    ----------
    n_splits : int
    probability : float
        The probability with which the best candidate may be stopped.
    """

    def open(self, n: int) -> None:
        super().open(n)
        self._racing = np.ones(n, dtype=np.bool_)
        self._has_chosen = False
        self._seen = 1

    def _decides(self, candidate: int) -> bool:
        is_complete = self._wanted[candidate] == self.n_splits
        return self._n_waiting == 0 or bool(is_complete)

    def _advance(self) -> None:
        while self._racing.any() and self._ready.all():
            self._next_round()
        self._closed |= self._ready & (self._wanted == self.n_splits)

    def _next_round(self) -> None:
        S = self._needed_scores()
        binary = is_binary(S)
        rounds = looks(self.n_splits, binary=binary)
        if self._seen in rounds:
            if not self._has_chosen:
                self._choose(S)
                return
            self._judge(S, binary)
        later = [seen for seen in rounds if seen > self._seen]
        self._seen = later[0] if later else self.n_splits
        self._wanted[self._racing] = self._seen
        if not later:
            self._racing[:] = False

    def _choose(self, S: FloatArray) -> None:
        """Choose the candidates that are completed first."""
        self._has_chosen = True
        scores = S[:, : self._seen].mean(axis=1)
        ranking = np.argsort(-scores, kind="stable")
        n_scored = int(np.isfinite(scores).sum())
        places = {int(n_scored * share) for share in PLACES}
        self._complete(ranking[sorted(place for place in places if place < n_scored)])

    def _complete(self, candidates: Sequence[int] | npt.NDArray[np.int64]) -> None:
        self._racing[candidates] = False
        self._wanted[candidates] = self.n_splits

    def _judge(self, S: FloatArray, binary: bool) -> None:
        leader = leader_of(S)
        if leader is None:
            return
        most = level(self.probability, self.n_splits, binary=binary)
        q, p = judge(S, self._seen, binary=binary)
        p[~np.isfinite(S[:, : self._seen]).all(axis=1)] = 0.0
        errors = PairedError(S, leader)
        for one in np.flatnonzero(self._racing):
            if self._stops(int(one), float(p[one]), most, errors):
                self._racing[one] = False
        rest = np.flatnonzero(self._racing)
        if len(rest):
            first = rest[np.argmax(q[rest])]
            if q[first] > S[leader].mean():
                self._complete([int(first)])
