"""Units of the next round that workers run when this one has none left for them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sk_hpo.evaluate import Round, Unit
from sk_hpo.history import History
from sk_hpo.journal import Journal
from sk_hpo.pool import Outcome
from sk_hpo.trial import Candidate, SplitResult

Key = tuple[int, int]  # a candidate and a split


class NextRound(ABC):
    """What is known of the next round before it begins.

    Its candidates have no ids yet. Until they are opened, their units have the ids that
    the candidates have in the round that runs.
    """

    @property
    @abstractmethod
    def handle(self) -> Any:
        """The pool's handle of the workplace that its units need."""

    @property
    @abstractmethod
    def journal(self) -> Journal:
        """Records the results of its units; it expects their candidates."""

    @abstractmethod
    def certain(self, history: History) -> Sequence[Unit]:
        """Return the units that it is certain to need, the most urgent ones first."""

    @abstractmethod
    def ids(
        self, units: Collection[Unit], opened: Sequence[Candidate]
    ) -> dict[int, int]:
        """Return the ids of the units' candidates that are opened, by their old ones.

        Candidates that are not on the round after all have none.
        """


class Ahead:
    """The units of the next round that were run ahead, or are running.

    A unit that has no result, because its worker was lost or it raised an error, is run
    again with the next round, and what happens then counts.

    Parameters
    ----------
    following : NextRound
    first : int
        The id of the next round's first candidate.

    Attributes
    ----------
    now : Round
        The next round, as tasks are told of it. A worker remembers candidates by their
        round and id, so this one must not equal the round once it has begun, in which
        the candidates have other ids.
    running : dict of int to Unit
        By ticket.
    """

    def __init__(self, following: NextRound, first: int) -> None:
        self.following = following
        self.now = Round(first, 0)
        self.running: dict[int, Unit] = {}
        self._given: dict[Key, Unit] = {}
        self._results: list[SplitResult] = []
        self._adopted: set[int] = set()  # tickets
        self._ids: dict[int, int] = {}

    def next(self, history: History) -> Unit | None:
        """Return a unit that is certain to be needed; None if there is none yet."""
        for unit in self.following.certain(history):
            if unit.key not in self._given:
                self._given[unit.key] = unit
                return unit
        return None

    def take(self, outcome: Outcome) -> None:
        """Record and keep the result of a unit, if it is one that was run ahead."""
        if self.running.pop(outcome.ticket, None) is None:
            return
        for result in outcome.results:
            self._results.append(result)
            self.following.journal.told(result)

    def adopt(self, opened: Sequence[Candidate]) -> list[SplitResult]:
        """Give the units the ids of opened candidates; return the results so far.

        Units of other candidates are forgotten, and their results too.
        """
        self._ids = self.following.ids(self._given.values(), opened)
        self.running = {
            ticket: replace(unit, candidate=self._ids[unit.candidate])
            for ticket, unit in self.running.items()
            if unit.candidate in self._ids
        }
        self._adopted = set(self.running)
        return self._with_ids(self._results)

    def renumbered(self, outcome: Outcome) -> Outcome:
        """Return an outcome with the ids of opened candidates, if it was adopted."""
        if outcome.ticket not in self._adopted:
            return outcome
        return replace(outcome, results=self._with_ids(outcome.results))

    def _with_ids(self, results: Iterable[SplitResult]) -> list[SplitResult]:
        return [
            replace(result, candidate=self._ids[result.candidate])
            for result in results
            if result.candidate in self._ids
        ]
