"""The events of a search in the order in which they happened.

A journal that is replayed into an empty History gives the History that was written:
a search that was stopped goes on from there.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from sk_hpo.trial import Candidate, FoldResult, History


class Journal(ABC):
    """Where events are written before the search goes on."""

    @abstractmethod
    def opened(self, candidate: Candidate) -> None:
        """A strategy has asked for this candidate."""

    @abstractmethod
    def told(self, result: FoldResult) -> None:
        """This result is known."""

    @abstractmethod
    def descended(self, path: Any) -> None:
        """This path is known."""

    @abstractmethod
    def replay(self, history: History) -> None:
        """Tell an empty history all that was written."""


class MemoryJournal(Journal):
    """Keeps events as long as the process lives."""

    def __init__(self) -> None:
        self._events: list[Any] = []

    def opened(self, candidate: Candidate) -> None:
        self._events.append(candidate)

    def told(self, result: FoldResult) -> None:
        self._events.append(result)

    def descended(self, path: Any) -> None:
        self._events.append(path)

    def replay(self, history: History) -> None:
        for event in self._events:
            if isinstance(event, Candidate):
                history.open(event.params, event.note)
            elif isinstance(event, FoldResult):
                history.tell(event)
            else:
                history.tell_path(event)
