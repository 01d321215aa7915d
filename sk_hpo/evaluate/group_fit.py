"""Evaluate the units of one group on one split; shared work is done once."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sk_hpo._compat.sklearn_search import score
from sk_hpo.evaluate.messages import print_fit
from sk_hpo.evaluate.scorer_copies import Scored, handed_out, may_write, sees_estimator
from sk_hpo.evaluate.separate_fit import evaluate_alone, fresh_warnings
from sk_hpo.evaluate.worker_memory import memory_of
from sk_hpo.evaluate.workplace import MEMORY, Round, Unit, Workplace
from sk_hpo.sharing.fitting.fitter import Fitter
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.identity.sparse_order import is_in_order
from sk_hpo.sharing.memory.kept_warnings import Recorder, give
from sk_hpo.sharing.scoring.known_results import KnownResults
from sk_hpo.sharing.scoring.quick_scores import QuickScores
from sk_hpo.trial import Sharing, SplitResult

# Reasons for a separate fit.
DRAWN = "a scorer is given the estimator and may draw from its generator"
WRITES = "a fit that may write into its data, as with copy=False, is run separately"
SORTED = "a fit sorts sparse rows in place"
WRITTEN = "a fit writes into rows or targets that other parts of it use"
FAILED = "a fit that this one needs failed, or raised a warning as an error"


class GroupEvaluator:
    """Evaluates units that share work; those that can't are evaluated separately.

    Parameters
    ----------
    workplace : Workplace
    now : Round
    units : list of Unit
        Units of one group on one split.
    mates : sequence of (int, dict)
        Ids and parameters of other candidates on the same shared paths.
    """

    def __init__(
        self,
        workplace: Workplace,
        now: Round,
        units: list[Unit],
        mates: Sequence[tuple[int, dict[str, Any]]],
    ) -> None:
        self.workplace, self.now, self.units = workplace, now, units
        scorer = workplace.problem.scorer
        self.known_results = KnownResults(
            used=not sees_estimator(scorer), copies=may_write(scorer)
        )
        memory = memory_of(workplace)
        recorder = Recorder(records=workplace.fresh_warnings)
        split, group = units[0].split, units[0].group
        self.group_state = memory.group_state(
            (now, group),
            workplace.problem,
            [*((unit.candidate, unit.params) for unit in units), *mates],
        )
        self.split_data = memory.split_data(workplace, split, recorder)
        families = self.group_state.families if group != MEMORY else None
        self.fitter = Fitter(
            memory.memo,
            split,
            families,
            recorder,
            self.known_results,
            memory.writers,
            workplace.resource,
        )

    def results(self) -> Iterator[tuple[SplitResult, bool]]:
        """Yield each result, and whether the chunk may end after it."""
        writers = self.fitter.writers
        for unit, after in zip(self.units, [*self.units[1:], None], strict=True):
            self.fitter.memo.next_candidate()
            writers.begin()
            recipe = self.group_state.recipes[unit.candidate]
            why = self._why_separate(recipe)
            result = None
            if not why:
                with fresh_warnings(self.workplace):
                    result = self._evaluate(unit, recipe)
                why = WRITTEN if writers.wrote else FAILED
            if result is None:
                result = evaluate_alone(self.workplace, self.now, unit)
                result = replace(result, sharing=Sharing((), 1, 0.0, why))
            yield result, after is None or not after.joined

    def _why_separate(self, recipe: Recipe) -> str:
        """Return why a candidate is evaluated separately; empty if it is not."""
        if recipe.in_place:
            return WRITES
        if recipe.holds_generator and sees_estimator(self.workplace.problem.scorer):
            return DRAWN
        rows = [self.split_data.view.X, *(X for X, *_ in self.split_data.scored)]
        return SORTED if recipe.sorts and not all(map(is_in_order, rows)) else ""

    def _evaluate(self, unit: Unit, recipe: Recipe) -> SplitResult | None:
        """Return a result, or None if a separate fit is needed."""
        split_data = self.split_data
        known = recipe.unknown is None
        start = time.time()
        with self.known_results:
            try:
                # a separate fit would give the warnings itself
                with self.fitter.recorder.block() as caught:
                    fitted = self.fitter.fit(recipe, split_data.view)
                give(caught)
                estimator, scored = handed_out(
                    self.workplace.problem.scorer,
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
        print_fit(self.workplace, self.now, unit, result)
        return result

    def _scores(
        self,
        estimator: Any,
        scored: Sequence[Scored],
        quick: Sequence[QuickScores] | None,
    ) -> Iterator[tuple[Any, float]]:
        """Yield the scores on each set of rows, and the seconds that they took.

        `quick` is None if scikit-learn's own scorers are to call the estimator.
        """
        problem, scorer = self.workplace.problem, self.workplace.scorer
        for number, (X, y, params) in enumerate(scored):
            start = time.time()
            own = partial(score, estimator, X, y, scorer, params, problem.error_score)
            scores = own() if quick is None else quick[number].score(estimator, X, own)
            yield scores, time.time() - start
