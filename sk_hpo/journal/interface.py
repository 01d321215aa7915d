"""What a journal is: it is told events, and tells what is known from before."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any

from sk_hpo.trial import Candidate, FoldResult

Params = dict[str, Any]
Note = dict[str, Any] | None


class Journal(ABC):
    """Where events are written before the search goes on."""

    @abstractmethod
    def opened(self, candidates: Iterable[Candidate]) -> None:
        """A strategy has asked for these candidates."""

    @abstractmethod
    def told(self, result: FoldResult) -> None:
        """This result, of a candidate that was opened, is known."""

    @abstractmethod
    def descended(self, number: int, path: Any) -> None:
        """The path of the search's descent `number` is known."""

    @abstractmethod
    def candidates(self) -> Sequence[tuple[Params, Note]]:
        """The candidates of the search that were opened, in order, with their notes."""

    @abstractmethod
    def known(self, candidates: Sequence[Candidate]) -> Iterable[FoldResult]:
        """The results that there are for candidates that were opened, in their order.

        Nothing may be written before all have been taken.
        """

    @abstractmethod
    def paths(self) -> Sequence[Any]:
        """The paths of the search, in order."""

    def has_news(self) -> bool:
        """Whether others may have written since this was last asked."""
        return False
