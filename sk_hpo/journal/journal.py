"""The journal of a search: it records events, and returns those of earlier calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sk_hpo.racing.stop import Stop
from sk_hpo.trial import Candidate, SplitResult

Params = dict[str, Any]
Note = dict[str, Any] | None


class Journal:
    """Records events before the search continues.

    This class records nothing: without a checkpoint, results are in the history only.
    A subclass overrides all methods.
    """

    def opened(self, candidates: Iterable[Candidate]) -> None:
        """Record that a strategy has suggested these candidates."""

    def expects(self, candidates: Sequence[Candidate]) -> None:
        """Allow `told` and `known` for candidates that will be opened under other ids.

        Only their fits are recorded until then.
        """

    def told(self, result: SplitResult) -> None:
        """Record a result of a candidate that was opened, or is expected."""

    def stopped(self, stops: Sequence[Stop]) -> None:
        """Record that a race has stopped candidates."""

    def completed(self, candidates: Sequence[int]) -> None:
        """Delete the stops of candidates that are complete now."""

    def descended(self, number: int, path: Any) -> None:
        """Record the path of the search's descent `number`."""

    def candidates(self) -> Sequence[tuple[Params, Note]]:
        """Return the opened candidates of the search, in order, with their notes."""
        return ()

    def known(self, candidates: Sequence[Candidate]) -> Iterable[SplitResult]:
        """Return the known results of opened or expected candidates, in their order.

        Nothing may be written before all have been taken.
        """
        return ()

    def stops(self) -> Sequence[Stop]:
        """Return the stops of the search, in the order of the candidates."""
        return ()

    def paths(self) -> Mapping[int, Any]:
        """Return the paths of the search, by the numbers of their descents."""
        return {}

    def has_news(self) -> bool:
        """Return whether others may have written since the last call."""
        return False
