"""One fit of one candidate on one split, by scikit-learn's own fit-and-score."""

from __future__ import annotations

import time
import traceback
import warnings
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sklearn.base import clone

from sk_hpo._compat.sklearn_search import fit_and_score
from sk_hpo.evaluate.failed_fit import failed, failure
from sk_hpo.evaluate.messages import print_end, print_start
from sk_hpo.evaluate.workplace import Round, Unit, Workplace
from sk_hpo.trial import SplitResult


def evaluate_alone(workplace: Workplace, now: Round, unit: Unit) -> SplitResult:
    """Fit and score a unit separately."""
    start = time.time()
    prints = workplace.problem.n_row_levels > 1
    if prints:
        print_start(workplace, now, unit)
    with _task(workplace, now, unit) as context, fresh_warnings(workplace):
        try:
            # scikit-learn's lines do not say how many rows a fit has
            verbose = 0 if prints else workplace.verbose
            scored = _fit_and_score(workplace, now, unit, context, verbose)
        except SystemExit as error:  # scikit-learn would not record it as a failed fit
            if workplace.problem.error_score == "raise":
                raise RuntimeError(failure(unit, f"it raised {error!r}")) from error
            text = traceback.format_exc()
            return failed(workplace.problem, unit, text, time.time() - start)
    # scikit-learn's names are those of the fields of a result
    fields = {"train_scores": None, **scored}
    result = SplitResult(unit.candidate, unit.split, **fields)
    if prints:
        print_end(workplace, now, unit, result)
    return result


def _fit_and_score(
    workplace: Workplace, now: Round, unit: Unit, context: Any, verbose: int
) -> dict[str, Any]:
    problem = workplace.problem
    train, test = problem.splits[unit.split]
    return fit_and_score(
        clone(problem.estimator),
        problem.X,
        problem.y,
        scorer=workplace.scorer,
        train=train,
        test=test,
        parameters=unit.params,
        fit_params=problem.fit_params,
        score_params=problem.score_params,
        return_train_score=problem.return_train_score,
        return_n_test_samples=True,
        return_times=True,
        error_score=problem.error_score,
        verbose=verbose,
        split_progress=(unit.split % problem.n_splits, problem.n_splits),
        candidate_progress=(unit.candidate - now.first, now.n_candidates),
        caller=workplace.tasks.search if workplace.tasks is not None else None,
        callback_ctx=context,
    )


def _task(workplace: Workplace, now: Round, unit: Unit) -> AbstractContextManager[Any]:
    if workplace.tasks is None:
        return nullcontext()
    number = unit.candidate - now.first
    n_splits = workplace.problem.n_splits
    return workplace.tasks.task(number * n_splits + unit.split % n_splits)


def fresh_warnings(workplace: Workplace) -> AbstractContextManager[Any]:
    """Return a context in which each warning is shown again, as in any separate fit."""
    return warnings.catch_warnings() if workplace.fresh_warnings else nullcontext()
