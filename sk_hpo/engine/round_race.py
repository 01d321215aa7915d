"""The race of a round's candidates: which units are needed, and who is closed.

A race numbers its candidates from 0, and the history by their ids. Candidates below the
last level are not in it: they need all their splits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from sk_hpo.engine.backlog import Backlog, Missing
from sk_hpo.evaluate import Unit
from sk_hpo.history import History
from sk_hpo.journal import Journal
from sk_hpo.trial import Candidate, SplitResult

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
        self._ids: list[int] = []  # by number
        self._numbers: dict[int, int] = {}  # by id
        self._n_released = 0  # how many scores the race wanted at the last release
        first = len(history.candidates)
        self._recorded = {
            s.candidate: s for s in journal.stops() if s.candidate >= first
        }

    def open(self, candidates: Sequence[Candidate]) -> None:
        """Add opened candidates to the race, if they are on the last level."""
        raced = [one.id for one in candidates if not self.history.is_look(one)]
        self._numbers.update(zip(raced, count(len(self._ids))))
        self._ids += raced
        self.race.open(len(raced))
        stops = [self._recorded[one] for one in raced if one in self._recorded]
        known = [stop for stop in stops if stop.leader in self._numbers]
        self.race.recall(_with(stop, self._numbers) for stop in known)

    def add(self, missing: Sequence[Missing], plan: Plan | None) -> None:
        """Add the missing units of opened candidates."""
        self.units.hold(missing, plan)
        self._release()

    def tell(self, result: SplitResult) -> None:
        """Tell the race a result of the history, and close candidates."""
        number = self._numbers.get(result.candidate)
        if number is None:
            if not self.history.missing(self.history.candidates[result.candidate]):
                self.history.complete(result.candidate)
            return
        score = self.history.score(result)
        if not self.race.tell(number, self._split(result.split), score):
            return
        closed = self.race.take_closed()
        stops = [self.race.stopped[one] for one in closed if one in self.race.stopped]
        # A leader may be complete only now.
        self._complete(
            [self._ids[one] for one in closed if one not in self.race.stopped]
        )
        self._stop([_with(stop, self._ids) for stop in stops])
        if self.race.n_wanted > self._n_released:
            self._release()

    def _complete(self, candidates: Sequence[int]) -> None:
        for candidate in candidates:
            self.history.complete(candidate)
        # if a candidate that failed can be fitted now, others are completed first
        outdated = self._recorded.keys() & candidates
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
        self.units.release(self._is_needed, self._rank)

    def _is_needed(self, unit: Unit) -> bool:
        number = self._numbers.get(unit.candidate)
        return number is None or self.race.wants(number, self._split(unit.split))

    def _rank(self, unit: Unit) -> tuple[float, ...]:
        number = self._numbers.get(unit.candidate)
        if number is None:
            return -1, unit.candidate, unit.split
        return self.race.rank(number, self._split(unit.split))

    def _split(self, row_set: int) -> int:
        """Return the number of a split, from what a result is numbered with."""
        return row_set % self.history.n_splits


def _with(stop: Stop, names: Sequence[int] | Mapping[int, int]) -> Stop:
    """Return a stop whose candidates have other numbers."""
    return replace(stop, candidate=names[stop.candidate], leader=names[stop.leader])
