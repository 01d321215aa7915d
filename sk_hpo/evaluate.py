"""A chunk of work becomes results. This is what runs in the workers."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import (
    AbstractContextManager,
    ExitStack,
    contextmanager,
    nullcontext,
)
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from joblib import cpu_count
from sklearn import config_context, get_config
from sklearn.base import clone

from sk_hpo._compat import warning_filters
from sk_hpo._compat.sklearn_callback import EvaluationTasks
from sk_hpo._compat.sklearn_search import fit_and_score
from sk_hpo.one_thread import one_thread
from sk_hpo.pool import Pool
from sk_hpo.problem import Problem
from sk_hpo.trial import Candidate, Descent, FoldResult

if TYPE_CHECKING:
    from sk_hpo.gradients.descent import Path


@dataclass(frozen=True)
class Workplace:
    """What a worker has at hand for all its chunks.

    Parameters
    ----------
    problem : Problem
        What is evaluated.
    config : dict or None
        scikit-learn's configuration where ``fit`` was called; None in that very
        thread, where it holds anyway.
    filters : tuple or None
        The warning filters there; None in the same interpreter, where they hold.
    fresh_warnings : bool
        Whether a warning that is shown once a place is shown once a fit, as in
        scikit-learn. Not in threads, which would change the filters of each other.
    tasks : EvaluationTasks or None
        The callbacks' tasks, if the search has callbacks or the estimator may have.
    verbose : int
        scikit-learn's verbosity; from 2 on it prints a line for each fit.
    n_workers : int
        How many workers there are.
    """

    problem: Problem
    config: dict[str, Any] | None
    filters: tuple[Any, ...] | None
    fresh_warnings: bool
    tasks: EvaluationTasks | None
    verbose: int
    n_workers: int


@dataclass(frozen=True, slots=True)
class Round:
    """Which candidates are evaluated now, of all that the search has had.

    Parameters
    ----------
    first : int
        Id of the first one, which tasks and messages count from.
    n_candidates : int
        How many there are, for messages.
    """

    first: int = 0
    n_candidates: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """One fit to be run: a candidate on a fold."""

    candidate: int
    params: dict[str, Any]
    fold: int

    @classmethod
    def of(cls, candidate: Candidate, fold: int) -> Unit:
        """The unit of this candidate on this fold."""
        return cls(candidate.id, candidate.params, fold)


def workplace(
    problem: Problem,
    pool: Pool,
    *,
    tasks: EvaluationTasks | None = None,
    verbose: int = 0,
) -> Workplace:
    """The workplace for a problem on a pool, with the caller's settings of today."""
    return Workplace(
        problem=problem,
        config=None if pool.in_this_thread else get_config(),
        filters=None if pool.in_this_interpreter else warning_filters.current(),
        fresh_warnings=pool.in_this_thread or not pool.in_this_interpreter,
        tasks=tasks,
        verbose=verbose,
        n_workers=pool.n_workers,
    )


def evaluate(
    workplace: Workplace, now: Round, units: list[Unit]
) -> Iterator[FoldResult]:
    """Fit and score each unit, under the configuration of the caller of ``fit``."""
    with _caller_settings(workplace):
        for unit in units:
            yield _evaluate(workplace, now, unit)


def follow(workplace: Workplace, descent: Descent) -> Iterator[Path]:
    """Run a descent; its path has no end if there turns out to be no gradient.

    It is alone, so it takes the place of all workers, as threads.
    """
    # Here: a search that has no descent need not load the gradients.
    from sk_hpo.gradients.arrays import NotDifferentiableError
    from sk_hpo.gradients.descent import Path, descend

    problem = workplace.problem
    with _caller_settings(workplace), one_thread():
        try:
            yield descend(
                clone(problem.estimator).set_params(**descent.fixed),
                problem.X,
                problem.y,
                problem.splits,
                criterion=descent.criterion,
                ranges=descent.ranges,
                start=descent.start,
                fit_params=problem.fit_params,
                score_params=problem.score_params,
                n_jobs=min(workplace.n_workers, cpu_count()),
            )
        except NotDifferentiableError as reason:
            yield Path((), (), str(reason), exact=False)


@contextmanager
def _caller_settings(workplace: Workplace) -> Iterator[None]:
    with ExitStack() as stack:
        if workplace.config is not None:
            stack.enter_context(config_context(**workplace.config))
        if workplace.filters is not None:
            stack.enter_context(warning_filters.applied(workplace.filters))
        yield


def _evaluate(workplace: Workplace, now: Round, unit: Unit) -> FoldResult:
    with _task(workplace, now, unit) as context, _fresh_warnings(workplace):
        scored = _fit_and_score(workplace, now, unit, context)
    return FoldResult(
        candidate=unit.candidate,
        fold=unit.fold,
        test_scores=scored["test_scores"],
        train_scores=scored.get("train_scores"),
        n_test_samples=scored["n_test_samples"],
        fit_time=scored["fit_time"],
        score_time=scored["score_time"],
        fit_error=scored["fit_error"],
    )


def _fit_and_score(
    workplace: Workplace, now: Round, unit: Unit, context: Any
) -> dict[str, Any]:
    problem = workplace.problem
    train, test = problem.splits[unit.fold]
    return fit_and_score(
        clone(problem.estimator),
        problem.X,
        problem.y,
        scorer=problem.scorer,
        train=train,
        test=test,
        parameters=unit.params,
        fit_params=problem.fit_params,
        score_params=problem.score_params,
        return_train_score=problem.return_train_score,
        return_n_test_samples=True,
        return_times=True,
        error_score=problem.error_score,
        verbose=workplace.verbose,
        split_progress=(unit.fold, len(problem.splits)),
        candidate_progress=(unit.candidate - now.first, now.n_candidates),
        caller=workplace.tasks.search if workplace.tasks is not None else None,
        callback_ctx=context,
    )


def _task(workplace: Workplace, now: Round, unit: Unit) -> AbstractContextManager[Any]:
    if workplace.tasks is None:
        return nullcontext()
    number = unit.candidate - now.first
    return workplace.tasks.task(number * len(workplace.problem.splits) + unit.fold)


def _fresh_warnings(workplace: Workplace) -> AbstractContextManager[Any]:
    return warnings.catch_warnings() if workplace.fresh_warnings else nullcontext()
