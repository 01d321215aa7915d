"""A race of candidates that are all known before it begins.

Splits are taken in rounds. The first round is for all candidates; then a few of the
best are completed, which gives results early and leaders to compare with. Before each
next round the candidates in the race are judged, and those that can hardly be the best
are stopped. A decision depends on the scores of its round alone, not on those that free
workers have found ahead of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sk_hpo.racing.judge import is_binary, judge
from sk_hpo.racing.looks import level, looks
from sk_hpo.racing.split_order import split_order

FloatArray = npt.NDArray[np.float64]

# How many candidates are completed after the first round: the best, and candidates at
# these places of the ranking, since the best are there partly by luck.
N_BEST = 3
PLACES = (0.1, 0.2, 0.3)
# With fewer splits, single rows are judged as any other splits.
MANY = 20

Unit = tuple[int, int]


@dataclass(frozen=True)
class Stop:
    """Why a candidate was stopped.

    Parameters
    ----------
    candidate : int
    n_splits : int
        How many splits of it count.
    probability : float
        The probability of scores as low as its own, if it were the best.
    leader : int
        The best complete candidate.
    """

    candidate: int
    n_splits: int
    probability: float
    leader: int


class ListedRace:
    """The state of a race.

    Parameters
    ----------
    n_candidates, n_splits : int
    probability : float
        The probability with which the best candidate may be stopped.
    """

    def __init__(self, n_candidates: int, n_splits: int, probability: float) -> None:
        self.n_splits = n_splits
        self.probability = probability
        self.order = split_order(n_splits)
        self._place = np.argsort(self.order)
        # known scores, not finite where there is none
        self._S = np.full((n_candidates, n_splits), np.nan)
        self._wanted = np.ones(n_candidates, dtype=np.int64)
        self._chosen_after = np.full(n_candidates, n_splits)
        self._racing = np.ones(n_candidates, dtype=np.bool_)
        self._seen = 1
        self._n_missing = n_candidates
        self.stopped: dict[int, Stop] = {}

    def tell(self, candidate: int, split: int, score: float) -> list[Stop]:
        """Add a score; return the candidates that are stopped now."""
        place = self._place[split]
        self._S[candidate, place] = score if np.isfinite(score) else -np.inf
        if place < self._wanted[candidate]:
            self._n_missing -= 1
        stops: list[Stop] = []
        while self._n_missing == 0 and self._racing.any():
            stops += self._next_round()
        return stops

    def needed(self) -> Iterator[Unit]:
        """Yield the candidates and splits of this round that have no score yet."""
        missing = np.isnan(self._S)
        places = np.arange(self.n_splits)
        for place in places[missing.any(axis=0)]:
            for candidate in np.flatnonzero(missing[:, place]):
                if place < self._wanted[candidate]:
                    yield int(candidate), int(self.order[place])

    def ahead(self) -> Iterator[Unit]:
        """Yield those of later rounds, for workers that would wait."""
        missing = np.isnan(self._S)
        for place in range(self._seen, self.n_splits):
            for candidate in np.flatnonzero(missing[:, place] & self._racing):
                yield int(candidate), int(self.order[place])

    def _next_round(self) -> list[Stop]:
        S = np.where(np.arange(self.n_splits) < self._wanted[:, None], self._S, np.nan)
        binary = self.n_splits >= MANY and is_binary(S)
        rounds = looks(self.n_splits, binary=binary)
        later = [seen for seen in rounds if seen > self._seen]
        stops: list[Stop] = []
        if self._seen in rounds:
            if not (self._chosen_after < self.n_splits).any():
                self._choose(S)
                if self._n_missing:
                    return []
            stops = self._judge(
                S, level(self.probability, self.n_splits, binary=binary)
            )
        if later:
            self._seen = later[0]
            self._want(np.flatnonzero(self._racing), self._seen)
        else:
            self._want(np.flatnonzero(self._racing), self.n_splits)
            self._racing[:] = False
        return stops

    def _choose(self, S: FloatArray) -> None:
        """Choose the candidates that are completed first."""
        scores = S[:, : self._seen].mean(axis=1)
        n = len(scores)
        ranking = np.argsort(-scores, kind="stable")
        places = [*range(N_BEST), *(int(n * place) for place in PLACES)]
        chosen = {int(ranking[place]) for place in places if place < n}
        self._complete([one for one in chosen if np.isfinite(scores[one])], after=0)

    def _complete(self, candidates: list[int], *, after: int) -> None:
        self._racing[candidates] = False
        self._chosen_after[candidates] = after
        self._want(candidates, self.n_splits)

    def _want(self, candidates: list[int] | npt.NDArray[np.int64], n: int) -> None:
        for candidate in candidates:
            more = self._S[candidate, self._wanted[candidate] : n]
            self._n_missing += int(np.isnan(more).sum())
            self._wanted[candidate] = n

    def _judge(self, S: FloatArray, level: float) -> list[Stop]:
        q, p = judge(S, self._chosen_after, self._seen)
        failed = ~np.isfinite(S[:, : self._seen]).all(axis=1)
        p = np.where(failed, 0.0, p)
        means = np.where(np.isfinite(S).all(axis=1), S.mean(axis=1), -np.inf)
        leader = int(np.argmax(means))
        if not np.isfinite(means[leader]):
            return []
        found = np.flatnonzero(self._racing & (p <= level))
        self._racing[found] = False
        stops = [Stop(int(i), self._seen, float(p[i]), leader) for i in found]
        self.stopped.update((stop.candidate, stop) for stop in stops)
        rest = np.flatnonzero(self._racing)
        if len(rest):
            first = rest[np.argmax(np.nan_to_num(q[rest], nan=-np.inf))]
            if q[first] > means[leader]:
                self._complete([int(first)], after=self._seen)
        return stops
