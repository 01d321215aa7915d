"""What workers have (the workplace) and what they are asked for (round, unit)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from sklearn import config_context, get_config

from sk_hpo._compat import warning_filters
from sk_hpo._compat.sklearn_callback import EvaluationTasks
from sk_hpo._compat.sklearn_scorer import without_failing
from sk_hpo.pool import Pool
from sk_hpo.problem import Problem
from sk_hpo.trial import Candidate, ErrorScore


@dataclass(frozen=True, eq=False)
class Workplace:
    """What a worker has for all its chunks.

    Parameters
    ----------
    problem : Problem
        What is evaluated.
    config : dict or None
        scikit-learn's configuration where ``fit`` was called; None in the same
        thread, which already has it.
    filters : tuple or None
        The warning filters there; None in the same interpreter, which has them.
    fresh_warnings : bool
        Whether a warning that is shown once per location is shown once per fit, as in
        scikit-learn. False in threads, which would change each other's filters.
    tasks : EvaluationTasks or None
        The callbacks' tasks, if the search has callbacks or the estimator may have.
    verbose : int
        scikit-learn's verbosity; from 2 on it prints a line for each fit.
    n_workers : int
        How many workers there are.
    keeps_causes : bool
        Whether the traceback of a failed scorer is stored with the score that replaces
        its own, instead of a warning at once.
    """

    problem: Problem
    config: dict[str, Any] | None
    filters: tuple[Any, ...] | None
    fresh_warnings: bool
    tasks: EvaluationTasks | None
    verbose: int
    n_workers: int
    keeps_causes: bool = False

    @property
    def scorer(self) -> Any:
        """Return the problem's scorer as fits use it."""
        error_score = self.problem.error_score
        if not self.keeps_causes or isinstance(error_score, str):
            return self.problem.scorer
        number = getattr(error_score, "number", error_score)
        return without_failing(self.problem.scorer, partial(ErrorScore, number))


@dataclass(frozen=True, slots=True)
class Round:
    """Which candidates are evaluated now, of all that the search has had.

    Parameters
    ----------
    first : int
        Id of the first one, from which tasks and messages count.
    n_candidates : int
        How many there are, for messages.
    """

    first: int = 0
    n_candidates: int = 0


MEMORY = -1


@dataclass(frozen=True, slots=True)
class Unit:
    """One fit to be run: a candidate on a split.

    Parameters
    ----------
    candidate : int
        Its id.
    params : dict
        Its parameters.
    split : int
        The split.
    group : int or None
        Units of the same group and split have work in common. `MEMORY`: this one may
        share work with what the worker did before.
    joined : bool
        Whether it goes to the same worker as the unit before it.
    """

    candidate: int
    params: dict[str, Any]
    split: int
    group: int | None = None
    joined: bool = False

    @classmethod
    def of(
        cls,
        candidate: Candidate,
        split: int,
        group: int | None = None,
        *,
        joined: bool = False,
    ) -> Unit:
        """Return the unit of this candidate on this split."""
        return cls(candidate.id, candidate.params, split, group, joined)


def workplace(
    problem: Problem,
    pool: Pool,
    *,
    tasks: EvaluationTasks | None = None,
    verbose: int = 0,
    keeps_causes: bool = False,
) -> Workplace:
    """Return the workplace for a problem on a pool, with the caller's settings."""
    return Workplace(
        problem=problem,
        config=None if pool.in_this_thread else get_config(),
        filters=None if pool.in_this_interpreter else warning_filters.current(),
        fresh_warnings=pool.in_this_thread or not pool.in_this_interpreter,
        tasks=tasks,
        verbose=verbose,
        n_workers=pool.n_workers,
        keeps_causes=keeps_causes,
    )


@contextmanager
def caller_settings(workplace: Workplace) -> Iterator[None]:
    """Apply the configuration and the warning filters of the caller of ``fit``."""
    with ExitStack() as stack:
        if workplace.config is not None:
            stack.enter_context(config_context(**workplace.config))
        if workplace.filters is not None:
            stack.enter_context(warning_filters.applied(workplace.filters))
        yield
