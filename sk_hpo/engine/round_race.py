"""The race of a round's candidates: which units are needed, and who is closed.

A race numbers candidates from 0, and the history by their ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sk_hpo.engine.backlog import Backlog, Missing
from sk_hpo.evaluate import Unit
from sk_hpo.journal import Journal
from sk_hpo.trial import History, SplitResult

if TYPE_CHECKING:
    from sk_hpo.racing.race import Race
    from sk_hpo.racing.stop import Stop
    from sk_hpo.sharing.planning.plan import Plan


class RoundRace:
    """Tells a race the results, and closes candidates as it decides.

    Parameters
    ----------
    race : Race
        Without candidates.
    history : History
        Its candidates so far are those of earlier rounds.
    journal : Journal
        Stops of an earlier run are not decided again.
    units : Backlog
    """

    def __init__(
        self, race: Race, history: History, journal: Journal, units: Backlog
    ) -> None:
        self.race = race
        self.history = history
        self.journal = journal
        self.units = units
        self._first = len(history.candidates)
        self._n_released = 0  # how many scores the race wanted at the last release
        recorded = [s for s in journal.stops() if s.candidate >= self._first]
        self._recorded = {stop.candidate for stop in recorded}
        race.recall(_with_ids(stop, -self._first) for stop in recorded)

    def add(self, missing: Sequence[Missing], plan: Plan | None) -> None:
        """Add the missing units of opened candidates."""
        self.units.hold(missing, plan)
        self._release()

    def tell(self, result: SplitResult) -> None:
        """Tell the race a result of the history, and close candidates."""
        score = self.history.score(result)
        number = result.candidate - self._first
        if not self.race.tell(number, result.split, score):
            return
        closed = self.race.take_closed()
        stops = [self.race.stopped[one] for one in closed if one in self.race.stopped]
        # A leader may be complete only now.
        self._complete(
            [self._first + one for one in closed if one not in self.race.stopped]
        )
        self._stop([_with_ids(stop, self._first) for stop in stops])
        if self.race.n_wanted > self._n_released:
            self._release()

    def _complete(self, candidates: Sequence[int]) -> None:
        for candidate in candidates:
            self.history.complete(candidate)
        # if a candidate that failed can be fitted now, others are completed first
        outdated = self._recorded.intersection(candidates)
        if outdated:
            self.journal.completed(sorted(outdated))

    def _stop(self, stops: Sequence[Stop]) -> None:
        if not stops:
            return
        self.units.drop([stop.candidate for stop in stops])
        try:
            self.journal.stopped(stops)
        finally:  # also if the journal can't be written
            for one in stops:
                args = one.splits, one.probability, one.leader, one.error
                self.history.stop(one.candidate, *args)

    def _release(self) -> None:
        """Release the units that are needed, in the order of the race's ranks."""
        self._n_released = self.race.n_wanted
        self.units.release(
            self._is_needed,
            lambda u: self.race.rank(u.candidate - self._first, u.split),
        )

    def _is_needed(self, unit: Unit) -> bool:
        return self.race.wants(unit.candidate - self._first, unit.split)


def _with_ids(stop: Stop, first: int) -> Stop:
    """Return a stop whose candidates have other numbers."""
    return replace(stop, candidate=first + stop.candidate, leader=first + stop.leader)
