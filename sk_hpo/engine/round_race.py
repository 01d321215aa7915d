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
        race.recall(
            replace(
                stop,
                candidate=stop.candidate - self._first,
                leader=stop.leader - self._first,
            )
            for stop in journal.stops()
            if stop.candidate >= self._first
        )

    def add(self, missing: Sequence[Missing], plan: Plan | None) -> None:
        """Add the missing units of opened candidates."""
        self.units.hold(missing, plan)
        self._release()

    def tell(self, result: SplitResult) -> None:
        """Tell the race a result of the history, and close candidates."""
        score = float(self.history.guiding(result.test_scores))
        number = result.candidate - self._first
        n_wanted = self.race.n_wanted
        if not self.race.tell(number, result.split, score):
            return
        closed = self.race.take_closed()
        stops = [self.race.stopped[one] for one in closed if one in self.race.stopped]
        # A leader may be complete only now.
        for number in closed:
            if number not in self.race.stopped:
                self.history.complete(self._first + number)
        for stop in stops:
            candidate, leader = self._first + stop.candidate, self._first + stop.leader
            stop = replace(stop, candidate=candidate, leader=leader)
            try:
                self.journal.stopped(stop)
            finally:  # also if the journal can't be written
                self.history.stop(
                    candidate, stop.splits, stop.probability, leader, stop.error
                )
        self.units.drop([self._first + stop.candidate for stop in stops])
        if self.race.n_wanted > n_wanted:
            self._release()

    def _release(self) -> None:
        """Release the units that are needed; the most promising ones come first."""
        promises = self.race.promises().tolist()
        place = {split: n for n, split in enumerate(self.race.order.tolist())}
        self.units.release(
            self._is_needed,
            lambda u: (place[u.split], -promises[u.candidate - self._first]),
        )

    def _is_needed(self, unit: Unit) -> bool:
        return self.race.wants(unit.candidate - self._first, unit.split)
