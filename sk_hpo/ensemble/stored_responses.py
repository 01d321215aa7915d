"""The responses of an evaluation in the checkpoint of its search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sk_hpo.ensemble.coverage import rows_tested
from sk_hpo.ensemble.respond import Response, UnitResponses
from sk_hpo.problem import Problem


class StoredResponses:
    """Reads and writes the responses of an evaluation.

    Parameters
    ----------
    checkpoint : str or path-like
    problem : Problem
        The file has it by the same fingerprint as that of the search.
    candidates : sequence of dict
    methods : tuple of str

    Raises
    ------
    OSError, ValueError
        If the file can't be used.
    """

    def __init__(
        self,
        checkpoint: Any,
        problem: Problem,
        candidates: Sequence[Mapping[str, Any]],
        methods: tuple[str, ...],
    ) -> None:
        # Imported here because without a checkpoint SQLite need not be loaded.
        from sk_hpo.journal.checkpoint import Checkpoint
        from sk_hpo.journal.problem_identity import identity_without_splits
        from sk_hpo.journal.responses import SavedResponses

        identity = identity_without_splits(problem).with_splits(problem.splits)
        self._problem, self._methods = problem, methods
        self._file = Checkpoint(checkpoint)
        number = self._file.problem(identity, problem)
        self._saved = SavedResponses(self._file, number)
        self._params = [self._saved.number(one) for one in candidates]

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def known(self) -> Iterator[UnitResponses]:
        """Yield the responses that are in the file."""
        n_test = [len(rows) for rows in rows_tested(self._problem)]
        for candidate, params in enumerate(self._params):
            for split, stored in self._saved.known(params, self._methods, n_test):
                found = {name: Response(*one) for name, one in stored.items()}
                yield UnitResponses(candidate, split, found)

    def save(self, found: UnitResponses) -> None:
        """Store the responses of a unit."""
        stored = {
            name: (one.values, one.coded) for name, one in found.by_method.items()
        }
        self._saved.save(self._params[found.candidate], found.split, stored)
