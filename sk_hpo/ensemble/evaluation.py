"""Take the responses of candidates to the test rows of each split of their search."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.exceptions import FitFailedWarning

from sk_hpo.engine.recovery import Recovery
from sk_hpo.ensemble.classes import Classes
from sk_hpo.ensemble.respond import Response, UnitResponses, respond
from sk_hpo.ensemble.stored_responses import StoredResponses
from sk_hpo.evaluate import Unit, Workplace
from sk_hpo.pool import Pool, WorkerLoss, open_pool
from sk_hpo.problem import Problem

FAILED = (
    "{} of the {} fits failed, and their responses are missing. The first failed with "
    "the parameters {} on split {}:\n{}\n"
    'error_score="raise" in the search raises such an error'
)


@dataclass(frozen=True)
class Evaluation:
    """What is evaluated: candidates on all splits, by some methods.

    Parameters
    ----------
    problem : Problem
        With its splits.
    candidates : list of dict
        The parameters of each.
    methods : tuple of str
        Methods of the fitted estimator.
    classes : ndarray, list of ndarray or None
        The classes of all rows.
    n_jobs : int or None
    checkpoint : path-like or None
        Where responses are stored, and read instead of computed.
    """

    problem: Problem
    candidates: Sequence[Mapping[str, Any]]
    methods: tuple[str, ...]
    classes: Classes
    n_jobs: int | None
    checkpoint: Any = None

    def responses(self) -> Iterator[UnitResponses]:
        """Yield the responses of each candidate on each split, as they become known.

        Those of failed fits are empty, unless the search raises errors. At the end a
        warning tells of them.

        Raises
        ------
        ValueError
            If all fits failed.
        """
        failures = []
        with ExitStack() as opened:
            store = None
            if self.checkpoint is not None:
                store = StoredResponses(
                    self.checkpoint, self.problem, self.candidates, self.methods
                )
                opened.enter_context(closing(store))
            known = set()
            for found in () if store is None else store.known():
                known.add((found.candidate, found.split))
                yield found
            units = [unit for unit in self._units() if unit.key not in known]
            for found in self._computed(units):
                if found.error is not None:
                    failures.append(found)
                elif store is not None:
                    store.save(found)
                yield found
        if failures:
            self._tell_of(failures)

    def _units(self) -> Iterator[Unit]:
        for number, params in enumerate(self.candidates):
            for split in range(len(self.problem.splits)):
                yield Unit(number, dict(params), split)

    def _computed(self, units: Sequence[Unit]) -> Iterator[UnitResponses]:
        if not units:
            return
        pool = open_pool(self.n_jobs)
        try:
            yield from self._run(pool, units)
        finally:
            pool.close(abort=pool.running > 0)

    def _run(self, pool: Pool, units: Sequence[Unit]) -> Iterator[UnitResponses]:
        handle = pool.share(Workplace(self.problem, pool))
        recovery = Recovery()
        running: dict[int, Unit] = {}

        def submit(unit: Unit) -> None:
            args = unit, self.methods, self.classes
            running[pool.submit(respond, handle, *args)] = unit

        for unit in units:
            submit(unit)
        while running:
            outcome = pool.next_done()
            if outcome is None:
                continue
            unit = running.pop(outcome.ticket)
            found = list(outcome.results)
            if outcome.error is not None:
                raise outcome.error
            yield from found
            if outcome.loss is None or found:
                continue
            if recovery.has_failed(unit.key, outcome.loss):
                yield self._lost(unit, outcome.loss)
            else:
                submit(unit)

    def _lost(self, unit: Unit, loss: WorkerLoss) -> UnitResponses:
        if self.problem.error_score == "raise":
            raise RuntimeError(
                f"the fit with parameters {unit.params} on split {unit.split} failed, "
                f"since {loss.cause}"
            )
        return UnitResponses(unit.candidate, unit.split, {}, loss.cause)

    def _tell_of(self, failures: Sequence[UnitResponses]) -> None:
        n = len(self.candidates) * len(self.problem.splits)
        first = failures[0]
        params = dict(self.candidates[first.candidate])
        text = FAILED.format(len(failures), n, params, first.split, first.error)
        if len(failures) == n:
            raise ValueError(text)
        warnings.warn(text, FitFailedWarning, stacklevel=3)


def labels_of(response: Response, classes: Classes) -> Any:
    """Return the values of a response, with labels in place of numbers of classes."""
    return np.asarray(classes)[response.values] if response.coded else response.values
