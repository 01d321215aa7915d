"""Evaluate units of one group on one split: their common work is done once."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sk_hpo._compat.sklearn_search import score
from sk_hpo.evaluate.messages import tell
from sk_hpo.evaluate.scorer_copies import (
    Scored,
    handed_out,
    may_write,
    sees_estimator,
)
from sk_hpo.evaluate.separate_fit import evaluate_alone, fresh_warnings
from sk_hpo.evaluate.worker_memory import SplitData, memory_of
from sk_hpo.evaluate.workplace import MEMORY, Round, Unit, Workplace
from sk_hpo.sharing.fitting.fitter import Fitter
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.identity.sparse_order import is_in_order
from sk_hpo.sharing.memory.kept_warnings import Recorder, give
from sk_hpo.sharing.scoring.known_results import KnownResults
from sk_hpo.sharing.scoring.quick_scores import QuickScores
from sk_hpo.trial import Sharing, SplitResult

# Why there is a separate fit after all.
DRAWN = "a scorer is given the estimator, and may draw from its generator"
WRITES = "a fit that may write into its data, as with copy=False, is run separately"
SORTED = "a fit sorts sparse rows in place"
WRITTEN = "a fit writes into rows or targets that other parts of it use"
FAILED = "a fit that this one needs failed, or raised a warning as an error"


class GroupEvaluator:
    """Evaluates units that share work. Those that can't share are evaluated alone.

    Parameters
    ----------
    workplace : Workplace
    now : Round
    units : list of Unit
        Units of one group on one split.
    mates : sequence of (int, dict)
        Ids and parameters of others on the same paths.
    """

    def __init__(
        self,
        workplace: Workplace,
        now: Round,
        units: list[Unit],
        mates: Sequence[tuple[int, dict[str, Any]]],
    ) -> None:
        self.workplace = workplace
        self.now = now
        self.units = units
        self.mates = mates
        scorer = workplace.problem.scorer
        self.known_results = KnownResults(
            used=not sees_estimator(scorer), copies=may_write(scorer)
        )
        self.fitter: Fitter | None = None

    @property
    def shared_seconds(self) -> float:
        """Seconds for what more than one unit needs."""
        return self.fitter.shared_seconds if self.fitter is not None else 0.0

    def results(self) -> Iterator[tuple[SplitResult, bool]]:
        """Yield each result, and whether the work may be interrupted after it."""
        memory = memory_of(self.workplace)
        recorder = Recorder(records=self.workplace.fresh_warnings)
        split = self.units[0].split
        group_state = memory.group_state(
            (self.now, self.units[0].group),
            self.workplace.problem,
            [*((unit.candidate, unit.params) for unit in self.units), *self.mates],
        )
        split_data = memory.split_data(self.workplace, split, recorder)
        families = group_state.families if self.units[0].group != MEMORY else None
        self.fitter = Fitter(
            memory.memo, split, families, recorder, self.known_results, memory.writers
        )
        for unit, after in zip(self.units, [*self.units[1:], None], strict=True):
            memory.memo.next_candidate()
            memory.writers.begin()
            recipe = group_state.recipes[unit.candidate]
            why = self._on_its_own(recipe, split_data)
            result = None
            if not why:
                with fresh_warnings(self.workplace):
                    result = self._evaluate(unit, recipe, split_data)
                why = WRITTEN if memory.writers.wrote else FAILED
            if result is None:
                result = self._alone(unit, why)
            yield result, after is None or not after.joined

    def _on_its_own(self, recipe: Recipe, split_data: SplitData) -> str:
        """Return why a candidate is evaluated separately; empty if it is not."""
        if recipe.in_place:
            return WRITES
        if recipe.holds_generator and sees_estimator(self.workplace.problem.scorer):
            return DRAWN
        rows = [split_data.view.X, *(X for X, *_ in split_data.scored)]
        return SORTED if recipe.sorts and not all(map(is_in_order, rows)) else ""

    def _alone(self, unit: Unit, why: str) -> SplitResult:
        result = evaluate_alone(self.workplace, self.now, unit)
        return replace(result, sharing=Sharing((), 1, 0.0, why))

    def _evaluate(
        self, unit: Unit, recipe: Recipe, split_data: SplitData
    ) -> SplitResult | None:
        """Return a result, or None if a separate fit is needed."""
        assert self.fitter is not None
        scorer = self.workplace.problem.scorer
        known = recipe.unknown is None
        start = time.time()
        with self.known_results:
            try:
                # a separate fit gives them itself
                with self.fitter.recorder.block() as caught:
                    fitted = self.fitter.fit(recipe, split_data.view)
                give(caught)
                estimator, scored = handed_out(
                    scorer,
                    fitted.estimator,
                    split_data.scored,
                    known=known,
                    as_lent=self.fitter.writers.as_lent,
                )
            except (Exception, SystemExit):  # noqa: BLE001  whatever fits raise
                return None
            fit_time = time.time() - start
            if self.fitter.writers.wrote:
                return None
            quick = split_data.quick if known else None
            test, *train = self._scores(estimator, scored, quick)
        if self.fitter.writers.end():
            return None
        result = SplitResult(
            candidate=unit.candidate,
            split=unit.split,
            test_scores=test[0],
            train_scores=train[0][0] if train else None,
            n_test_samples=split_data.n_test_samples,
            fit_time=fit_time,
            score_time=test[1],
            fit_error=None,
            sharing=Sharing(fitted.by, fitted.n_fits, fitted.saved, fitted.declined),
        )
        tell(self.workplace, self.now, unit, result)
        return result

    def _scores(
        self,
        estimator: Any,
        scored: Sequence[Scored],
        quick: Sequence[QuickScores] | None,
    ) -> list[tuple[Any, float]]:
        """Return the scores on each set of rows, and the seconds that they took.

        `quick` is None if scikit-learn's own scorers are to call the estimator.
        """
        problem, scorer = self.workplace.problem, self.workplace.scorer
        found = []
        for number, (X, y, params) in enumerate(scored):
            start = time.time()
            own = partial(score, estimator, X, y, scorer, params, problem.error_score)
            scores = own() if quick is None else quick[number].score(estimator, X, own)
            found.append((scores, time.time() - start))
        return found
