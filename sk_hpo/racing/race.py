"""The state of a race: its scores, those needed, and the candidates it closed.

A candidate is closed when it is complete or stopped. Decisions depend on needed scores
alone, so that scores which free workers find ahead of them change nothing.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from sk_hpo.racing.paired_error import PairedError
from sk_hpo.racing.split_order import split_order
from sk_hpo.racing.stop import Stop

FloatArray = npt.NDArray[np.float64]


class Race(ABC):
    """A race on splits in the order of `split_order`.

    Parameters
    ----------
    n_splits : int
    probability : float
        The probability with which the best candidate may be stopped.

    Attributes
    ----------
    stopped : dict of int to Stop
        By candidate.
    """

    def __init__(self, n_splits: int, probability: float) -> None:
        self.n_splits = n_splits
        self.probability = probability
        self.order = split_order(n_splits)
        self.stopped: dict[int, Stop] = {}
        self._place = np.argsort(self.order)
        self._recorded: dict[int, Stop] = {}
        # known scores, -inf where a fit failed; how many splits are needed and known
        self._S = np.empty((0, n_splits))
        self._wanted = np.empty(0, dtype=np.int64)
        self._known = np.empty(0, dtype=np.int64)
        self._closed = np.empty(0, dtype=np.bool_)
        self._taken = np.empty(0, dtype=np.bool_)
        self._n_waiting = 0  # candidates of which a needed score is not known

    def recall(self, stops: Iterable[Stop]) -> None:
        """Take stops from an earlier run, which are not decided again.

        Those of another order of the splits are ignored. So are those of failed fits,
        since the cause may be mended; they need no test.
        """
        for stop in stops:
            same_order = stop.splits == self._first_splits(len(stop.splits))
            if same_order and not math.isnan(stop.error):
                self._recorded[stop.candidate] = stop

    def open(self, n: int) -> None:
        """Add n candidates, whose numbers follow those before."""
        more = np.full((n, self.n_splits), np.nan)
        self._S = np.concatenate([self._S, more])
        self._wanted = np.append(self._wanted, np.ones(n, dtype=np.int64))
        self._known = np.append(self._known, np.zeros(n, dtype=np.int64))
        self._closed = np.append(self._closed, np.zeros(n, dtype=np.bool_))
        self._taken = np.append(self._taken, np.zeros(n, dtype=np.bool_))
        self._n_waiting += n

    def tell(self, candidate: int, split: int, score: float) -> bool:
        """Add a score, not finite if the fit failed; return whether it decides more.

        Then `take_closed` and `wants` have news.
        """
        self._S[candidate, self._place[split]] = (
            score if math.isfinite(score) else -np.inf
        )
        was_ready = self._known[candidate] >= self._wanted[candidate]
        self._count(candidate)
        if was_ready or self._known[candidate] < self._wanted[candidate]:
            return False
        self._n_waiting -= 1
        if not self._decides(candidate):
            return False
        before = self.n_wanted, int(self._closed.sum())
        self._advance()
        self._n_waiting = int((~self._ready).sum())
        return before != (self.n_wanted, int(self._closed.sum()))

    @property
    def n_wanted(self) -> int:
        """The number of scores that all decisions so far needed, and the next do."""
        return int(self._wanted.sum())

    def take_closed(self) -> list[int]:
        """Return the candidates that were closed since the last call."""
        found = [int(one) for one in np.flatnonzero(self._closed & ~self._taken)]
        self._taken[found] = True
        return found

    def wants(self, candidate: int, split: int) -> bool:
        """Return whether the next decisions need a score."""
        return bool(self._place[split] < self._wanted[candidate])

    def rank(self, candidate: int, split: int) -> tuple[float, ...]:
        """Return which scores to find first: those with the lowest rank.

        Candidates that are completed come first, one after another, then the next
        splits of the others; the best ones first.
        """
        n = min(int(self._known[candidate]), int(self._wanted[candidate]))
        loss = -float(self._S[candidate, :n].mean()) if n else 0.0
        place = float(self._place[split])
        if self._wanted[candidate] == self.n_splits:
            return 0, loss, candidate, place
        return 1, place, loss, candidate

    def _decides(self, candidate: int) -> bool:
        """Return whether anything can be decided, now that a candidate is ready."""
        return True

    @abstractmethod
    def _advance(self) -> None:
        """Decide all that can be decided by the scores that are known."""

    def _count(self, candidate: int) -> None:
        """Count the splits of a candidate that are known without a gap."""
        n = int(self._known[candidate])
        while n < self.n_splits and not math.isnan(self._S[candidate, n]):
            n += 1
        self._known[candidate] = n

    @property
    def _ready(self) -> npt.NDArray[np.bool_]:
        """Which candidates have all the scores that are needed of them, (n,)."""
        return self._known >= self._wanted

    def _needed_scores(self) -> FloatArray:
        """Return S with the needed scores alone."""
        needed = np.arange(self.n_splits) < self._wanted[:, None]
        return np.where(needed, self._S, np.nan)

    def _first_splits(self, n: int) -> tuple[int, ...]:
        return tuple(self.order[:n].tolist())

    def _stops(
        self, candidate: int, p: float, level: float, errors: PairedError
    ) -> bool:
        """Stop a candidate whose p is at most `level`, or as it was stopped before.

        `errors` has the leader.

        Returns
        -------
        bool
            Whether it is stopped.
        """
        seen = int(self._wanted[candidate])
        stop = self._recorded.get(candidate)
        if stop is not None and errors.is_complete(stop.leader):
            if stop.n_splits != seen:
                return False
        elif p <= level:
            error = errors.of(candidate, seen)
            stop = Stop(candidate, self._first_splits(seen), p, errors.leader, error)
        else:
            return False
        self.stopped[candidate] = stop
        self._closed[candidate] = True
        return True


def leader_of(S: FloatArray) -> int | None:
    """Return the complete candidate with the highest mean, or None."""
    complete = np.isfinite(S).all(axis=1)
    if not complete.any():
        return None
    return int(np.argmax(np.where(complete, S.mean(axis=1), -np.inf)))
