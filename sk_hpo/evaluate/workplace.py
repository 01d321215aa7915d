"""What a worker has (the workplace), and what it is asked to do (round, unit)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sklearn import config_context, get_config

from sk_hpo._compat import warning_filters
from sk_hpo._compat.sklearn_callback import EvaluationTasks
from sk_hpo._compat.sklearn_scorer import without_failing
from sk_hpo.pool import Pool
from sk_hpo.problem import Problem
from sk_hpo.trial import ErrorScore


class Workplace:
    """What a worker needs for all its chunks. It has the settings of ``fit``'s caller.

    Parameters
    ----------
    problem : Problem
        What is evaluated.
    pool : Pool
        Where tasks run.
    tasks : EvaluationTasks or None
        The tasks of callbacks, if the search or the estimator may have callbacks.
    verbose : int
        scikit-learn's verbosity; if it is at least 2, a line is printed for each fit.
    keeps_causes : bool
        Whether the traceback of a failed scorer is stored in the score that replaces
        its own, instead of a warning.
    resource : str or None
        A parameter of which the candidates of later rounds have more.

    Attributes
    ----------
    config : dict or None
        scikit-learn's configuration where ``fit`` was called; None if tasks run in
        that thread, which has it.
    filters : tuple or None
        The warning filters there; None if tasks run in that interpreter, which has
        them.
    fresh_warnings : bool
        Whether a warning that is shown once per location is shown once per fit, as in
        scikit-learn. False in threads, which would change each other's filters.
    n_workers : int
        How many workers there are.
    """

    def __init__(
        self,
        problem: Problem,
        pool: Pool,
        *,
        tasks: EvaluationTasks | None = None,
        verbose: int = 0,
        keeps_causes: bool = False,
        resource: str | None = None,
    ) -> None:
        own = pool.in_this_interpreter
        self.problem = problem
        self.config = None if pool.in_this_thread else get_config()
        self.filters = None if own else warning_filters.current()
        self.fresh_warnings = pool.in_this_thread or not own
        self.tasks = tasks
        self.verbose = verbose
        self.n_workers = pool.n_workers
        self.keeps_causes = keeps_causes
        self.resource = resource

    @property
    def scorer(self) -> Any:
        """The problem's scorer as fits use it."""
        error_score = self.problem.error_score
        if not self.keeps_causes or isinstance(error_score, str):
            return self.problem.scorer
        number = getattr(error_score, "number", error_score)
        return without_failing(self.problem.scorer, partial(ErrorScore, number))


@dataclass(frozen=True, slots=True)
class Round:
    """The candidates that are evaluated now, of all that the search has had.

    Parameters
    ----------
    first : int
        Id of the first one. Tasks and messages count from it.
    n_candidates : int
        Their number, for messages.
    """

    first: int = 0
    n_candidates: int = 0


MEMORY = -1


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of work: one candidate on one split.

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
        use earlier work of its worker.
    joined : bool
        Whether it must go to the same worker as the unit before it.
    """

    candidate: int
    params: dict[str, Any]
    split: int
    group: int | None = None
    joined: bool = False

    @property
    def key(self) -> tuple[int, int]:
        """Its candidate and split, which identify its result."""
        return self.candidate, self.split

    def separate(self) -> Unit:
        """Return this unit without its group."""
        return replace(self, group=None, joined=False)


@contextmanager
def caller_settings(workplace: Workplace) -> Iterator[None]:
    """Apply the configuration and the warning filters of the caller of ``fit``."""
    with ExitStack() as stack:
        if workplace.config is not None:
            stack.enter_context(config_context(**workplace.config))
        if workplace.filters is not None:
            stack.enter_context(warning_filters.applied(workplace.filters))
        yield
