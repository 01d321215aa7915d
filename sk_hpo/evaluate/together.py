"""Units of one group on one fold: what they have in common is done once."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sk_hpo._compat.sklearn_search import score
from sk_hpo.evaluate.memory import Ground, memory_of
from sk_hpo.evaluate.messages import tell
from sk_hpo.evaluate.separate import evaluate_alone, fresh_warnings
from sk_hpo.evaluate.workplace import MEMORY, Round, Unit, Workplace
from sk_hpo.sharing.answers import Cover
from sk_hpo.sharing.composite import Fitted
from sk_hpo.sharing.fitter import Fitter
from sk_hpo.sharing.memo import Memo
from sk_hpo.sharing.recipe import Recipe
from sk_hpo.sharing.warned import Recorder, give
from sk_hpo.trial import FoldResult, Sharing

# Why there is a separate fit after all.
WRITTEN = "a scorer writes into the rows or the true values that it is given"
FAILED = "a fit on the way failed, or gave a warning that is an error"


class Together:
    """Evaluates units that share; whatever can't be shared is evaluated alone.

    Parameters
    ----------
    workplace : Workplace
    now : Round
    units : list of Unit
        Of one group, on one fold.
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
        self.cover = Cover()
        self.fitter: Fitter | None = None
        self.written = False  # by a scorer, into what it was given

    @property
    def shared_seconds(self) -> float:
        """Seconds for what more than one unit needs."""
        return self.fitter.shared_seconds if self.fitter is not None else 0.0

    def results(self) -> Iterator[tuple[FoldResult, bool]]:
        """Each result, and whether the work may be broken off behind it."""
        memory = memory_of(self.workplace)
        if memory.written:
            yield from ((self._alone(unit, WRITTEN), True) for unit in self.units)
            return
        recorder = Recorder(records=self.workplace.fresh_warnings)
        fold = self.units[0].fold
        template = self.workplace.problem.estimator
        kin = memory.kin(
            (self.now, self.units[0].group),
            template,
            [*((unit.candidate, unit.params) for unit in self.units), *self.mates],
        )
        ground = memory.ground(self.workplace, fold, recorder)
        families = kin.families if self.units[0].group != MEMORY else None
        self.fitter = Fitter(memory.memo, fold, families, recorder, self.cover)
        for unit, after in zip(self.units, [*self.units[1:], None], strict=True):
            memory.memo.next_candidate()
            with fresh_warnings(self.workplace):
                result = self._evaluate(unit, kin.recipes[unit.candidate], ground)
            if self.written:
                memory.written, memory.memo = True, Memo()
                rest = self.units[self.units.index(unit) :]
                yield from ((self._alone(one, WRITTEN), True) for one in rest)
                return
            if result is None:
                result = self._alone(unit, FAILED)
            yield result, after is None or not after.joined

    def _alone(self, unit: Unit, why: str) -> FoldResult:
        result = evaluate_alone(self.workplace, self.now, unit)
        return replace(result, sharing=Sharing((), 1, 0.0, why))

    def _evaluate(
        self, unit: Unit, recipe: Recipe, ground: Ground
    ) -> FoldResult | None:
        """A result, or None if a separate fit has to tell."""
        assert self.fitter is not None
        start = time.time()
        with self.cover:
            try:
                # a separate fit gives them itself
                with self.fitter.recorder.block() as caught:
                    fitted = self.fitter.fit(recipe, ground.view)
                give(caught)
            except (Exception, SystemExit):  # noqa: BLE001  whatever fits raise
                return None
            fit_time = time.time() - start
            result = self._scored(unit, fitted, ground, fit_time)
        self.written = ground.broken()
        if self.written:
            return None
        tell(self.workplace, self.now, unit, result)
        return result

    def _scored(
        self, unit: Unit, fitted: Fitted, ground: Ground, fit_time: float
    ) -> FoldResult:
        problem = self.workplace.problem
        scores, seconds = [], []
        for (X, y, params), quick in zip(ground.scored, ground.quick, strict=True):
            start = time.time()
            own = partial(
                score,
                fitted.estimator,
                X,
                y,
                problem.scorer,
                params,
                problem.error_score,
            )
            scores.append(quick.score(fitted.estimator, X, own))
            seconds.append(time.time() - start)
        return FoldResult(
            candidate=unit.candidate,
            fold=unit.fold,
            test_scores=scores[0],
            train_scores=scores[1] if len(scores) > 1 else None,
            n_test_samples=ground.n_test_samples,
            fit_time=fit_time,
            score_time=seconds[0],
            fit_error=None,
            sharing=Sharing(fitted.by, fitted.n_fits, fitted.saved, fitted.declined),
        )
