"""A journal in memory: a model of the one in a file, in fewer words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sk_hpo.history import History
from sk_hpo.journal.journal import Journal, Note, Params
from sk_hpo.racing.stop import Stop
from sk_hpo.trial import Candidate, SplitResult


class MemoryJournal(Journal):
    """Keeps events as long as the process lives."""

    def __init__(self) -> None:
        self._candidates: list[Candidate] = []
        self._results: dict[int, list[SplitResult]] = {}
        self._paths: dict[int, Any] = {}
        self._stops: dict[int, Stop] = {}

    def opened(self, candidates: Iterable[Candidate]) -> None:
        self._candidates.extend(candidates)

    def told(self, result: SplitResult) -> None:
        self._results.setdefault(result.candidate, []).append(result)

    def stopped(self, stops: Sequence[Stop]) -> None:
        self._stops.update((stop.candidate, stop) for stop in stops)

    def completed(self, candidates: Sequence[int]) -> None:
        for candidate in candidates:
            self._stops.pop(candidate, None)

    def descended(self, number: int, path: Any) -> None:
        self._paths.setdefault(number, path)  # it may be known

    def candidates(self) -> Sequence[tuple[Params, Note]]:
        return [(candidate.params, candidate.note) for candidate in self._candidates]

    def known(self, candidates: Sequence[Candidate]) -> Iterable[SplitResult]:
        return [r for one in candidates for r in self._results.get(one.id, ())]

    def paths(self) -> Mapping[int, Any]:
        return dict(self._paths)

    def stops(self) -> Sequence[Stop]:
        return [self._stops[number] for number in sorted(self._stops)]

    def replay(self, history: History) -> None:
        """Tell an empty history all that was written."""
        for params, note in self.candidates():
            history.open(params, note)
        for result in self.known(history.candidates):
            history.tell(result)
        for number, path in self.paths().items():
            history.tell_path(number, path)
