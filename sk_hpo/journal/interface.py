"""The interface of a journal: it records events, and returns those from before."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any

from sk_hpo.trial import Candidate, SplitResult

Params = dict[str, Any]
Note = dict[str, Any] | None


class Journal(ABC):
    """Where events are written before the search continues."""

    @abstractmethod
    def opened(self, candidates: Iterable[Candidate]) -> None:
        """Record that a strategy has asked for these candidates."""

    @abstractmethod
    def told(self, result: SplitResult) -> None:
        """Record a result of a candidate that was opened."""

    @abstractmethod
    def descended(self, number: int, path: Any) -> None:
        """Record the path of the search's descent `number`."""

    @abstractmethod
    def candidates(self) -> Sequence[tuple[Params, Note]]:
        """Return the opened candidates of the search, in order, with their notes."""

    @abstractmethod
    def known(self, candidates: Sequence[Candidate]) -> Iterable[SplitResult]:
        """Return the known results of candidates that were opened, in their order.

        Nothing may be written before all have been taken.
        """

    @abstractmethod
    def paths(self) -> Sequence[Any]:
        """Return the paths of the search, in order."""

    def has_news(self) -> bool:
        """Whether others may have written since this was last asked."""
        return False
