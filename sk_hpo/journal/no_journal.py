"""The journal of a search without checkpoint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sk_hpo.journal.interface import Journal, Note, Params
from sk_hpo.trial import Candidate, SplitResult


class NoJournal(Journal):
    """Records nothing. Results are in the history only."""

    def opened(self, candidates: Iterable[Candidate]) -> None:
        pass

    def told(self, result: SplitResult) -> None:
        pass

    def descended(self, number: int, path: Any) -> None:
        pass

    def candidates(self) -> Sequence[tuple[Params, Note]]:
        return ()

    def known(self, candidates: Sequence[Candidate]) -> Iterable[SplitResult]:
        return ()

    def paths(self) -> Sequence[Any]:
        return ()
