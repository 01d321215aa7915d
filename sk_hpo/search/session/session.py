"""The life of one search: what it opens, evaluates and closes in a call of `fit`."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sk_hpo import engine
from sk_hpo._compat.joblib_parallel import check_pre_dispatch
from sk_hpo._compat.sklearn_callback import EvaluationTasks, evaluation_tasks
from sk_hpo._compat.versions import shares_fits
from sk_hpo.constraint import Constraint, all_refused
from sk_hpo.evaluate import Workplace
from sk_hpo.history import History
from sk_hpo.journal import Journal
from sk_hpo.pool import open_pool
from sk_hpo.problem import Problem
from sk_hpo.search.inputs.parameters import check_settable
from sk_hpo.search.inputs.resource import ladder_of
from sk_hpo.search.inputs.target import check_target
from sk_hpo.search.session.cv_results import Table
from sk_hpo.search.session.hooks import RoundHooks
from sk_hpo.search.session.levels.part_of_resource import warn_of_part
from sk_hpo.search.session.levels.row_levels import splits_of_levels
from sk_hpo.search.session.no_score_error import check_any_complete, check_any_score
from sk_hpo.search.session.progress import ending
from sk_hpo.search.session.progress.log import log_end
from sk_hpo.search.session.progress.printed_lines import print_totals, progress_line
from sk_hpo.search.session.racing import is_raced, race_of
from sk_hpo.search.session.splits import Splits, equal_splits, make_splits
from sk_hpo.search.session.time_spent import TimeSpent
from sk_hpo.search.session.why_no_score import warn_of_scorers
from sk_hpo.strategies.candidate_list import Listed, Recorded
from sk_hpo.strategies.strategy import Strategy

if TYPE_CHECKING:
    from sk_hpo.levels.halving import Halving
    from sk_hpo.levels.ladder import Ladder
    from sk_hpo.search.session.levels.following import Following
    from sk_hpo.search.session.levels.next_level import NextLevel
    from sk_hpo.search.session.recording import Recording

# scikit-learn's words
NO_FITS = "No fits were performed. Was the CV iterator empty? Were there no candidates?"

CANNOT_LIMIT = (
    "fit_timeout={!r} is not supported here: a fit is stopped by killing its process, "
    "which threads, clusters, backends of other packages and daemonic processes don't "
    "allow. Use joblib's processes (the backend 'loky'), or fit_timeout=None"
)


class Session:
    """The life of one search, from opening its pool to closing it.

    A context manager. Within it `evaluate` evaluates a round of listed candidates, and
    `search_with` those that a strategy suggests.

    Parameters
    ----------
    search : EngineSearch
        The search whose settings apply and whose formatting helpers make the table.
    problem : Problem
        Without splits; the attribute `problem` has those of the latest round.
    cv : splitter
        Makes the splits of rounds that have no splitter of their own.
    split_params : mapping
        Routed to the splitter.

    Attributes
    ----------
    constraint : Constraint or None
        Which candidates are allowed; None: all.
    ladder : Ladder or None
        The levels of its candidates, if they have any.
    history : History
        All that is known about the search.
    table : Table
        The table of all rounds so far.
    pool : Pool
        Where fits run, once the session is entered.
    why_raced : str
        Why its candidates are raced, or not.
    is_finite : bool
        Whether the space has a finite number of candidates.
    """

    def __init__(
        self, search: Any, problem: Problem, cv: Any, split_params: Mapping[str, Any]
    ) -> None:
        self.search = search
        self.problem = problem
        races, self.why_raced = is_raced(search, cv, problem.X)
        self.constraint = Constraint.of(search.constraint)
        self.history = History(search.n_splits_, search._guiding_metric, races)
        self.table = Table(search)
        self._cv, self.split_params = cv, split_params
        self._unused_splits: Splits | None = None
        self.ladder: Ladder | None = None
        self._handle: Any = None  # of the workplace with the problem
        self._ahead: engine.Ahead | None = None
        self._next: NextLevel | None = None
        self._recording: Recording | None = None
        self._line = progress_line(search.verbose)
        self._stopped = False
        self.is_finite = False
        self._spent = TimeSpent()
        seconds = search.timeout
        self._until = engine.NEVER if seconds is None else time.monotonic() + seconds

    def __enter__(self) -> Session:
        limited = self.search.fit_timeout is not None
        with ExitStack() as opened:
            if self.search.checkpoint is not None:
                # Imported here because other searches need not load SQLite.
                from sk_hpo.search.session.recording import Recording

                self._recording = Recording(self.search, self._cv)
                opened.callback(self._recording.file.close)
            self.pool = open_pool(self.search.n_jobs, limited=limited)
            opened.callback(self.pool.close, abort=True)
            check_pre_dispatch(self.search.pre_dispatch, self.pool.n_workers)
            if limited and not self.pool.can_limit:
                raise ValueError(CANNOT_LIMIT.format(self.search.fit_timeout))
            opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        if error is not None:
            self.history.ending = ending.of_error(error)
        try:
            # Without an error, tasks still run if the time was up, or ahead of a round.
            self.pool.replaces = kind is None or time.monotonic() >= self._until
            self.pool.interrupted = isinstance(error, KeyboardInterrupt)
            self.pool.close(abort=kind is not None or self.pool.running > 0)
        finally:
            if self._recording is not None:
                self._recording.file.close()
        if self._recording is not None and kind is None:
            self._recording.warn_of_failures()

    def evaluate(
        self,
        candidate_params: Iterable[dict[str, Any]],
        cv: Any = None,
        more_results: dict[str, Sequence[Any]] | None = None,
        callback_ctx: Any = None,
        notes: Sequence[dict[str, Any]] = (),
        following: Following | None = None,
    ) -> dict[str, Any]:
        """Evaluate a round of candidates; return the table of all rounds so far.

        This is the ``evaluate_candidates`` that `_run_search` is called with. `notes`
        are those of the candidates, if they have any; `following` is what is known of
        the next round.
        """
        if self._stopped:
            return self.table.columns
        params = list(candidate_params)
        rows = [i for i, one in enumerate(params) if self._allows(one)]
        if params and not rows:
            if self.history.candidates:  # of an earlier round
                return self.table.columns
            raise all_refused(params)
        params = [params[i] for i in rows]
        self._begin_round(cv or self._cv, len(params))
        check_settable(self.problem.estimator, params)
        check_target(self.problem.estimator, self.problem.y, params)
        first = len(self.history.candidates)
        columns = more_results or {}
        if self.constraint is not None:
            columns = {name: [one[i] for i in rows] for name, one in columns.items()}
        self.table.add_columns(columns, first)
        values = [value for candidate in params for value in candidate.values()]
        listed = Listed(params, first, [notes[i] for i in rows] if notes else ())
        run = partial(self._run, listed, self._journal(), len(params), values)
        run(callback_ctx, following=following)
        return self.table.update(self.history.closed)

    def search_with(
        self, strategy: Strategy, n_iter: int, values: list[Any], callback_ctx: Any
    ) -> None:
        """Evaluate up to `n_iter` candidates that a strategy suggests.

        `values` are those that parameters may take; among them may be estimators with
        callbacks.
        """
        if isinstance(strategy, Listed):
            n_iter = len(strategy.params)
        about, prefix, what = n_iter, "up to ", "candidates"
        if self.ladder is not None and n_iter != engine.UNBOUNDED:
            about, prefix = self.ladder.expected(n_iter), "about "
            levels = f"up to {n_iter} candidates on {self.ladder.n_levels} levels"
            what = f"evaluations ({levels})"
        self._begin_round(self._cv, about, prefix, what)
        if self._recording is not None and n_iter != engine.UNBOUNDED:
            self._recording.expects(about, self.problem)
        if self._recording is not None and self.ladder is not None:
            self._recording.has_levels(self.ladder, self.problem)
        journal = self._journal(values)
        for number, path in journal.paths().items():
            self.history.tell_path(number, path)
        if not isinstance(strategy, Listed):
            strategy = Recorded(journal.candidates(), strategy)
        self._run(strategy, journal, n_iter, values, callback_ctx, keeps_causes=True)
        check_any_score(self.history, self.search)
        warn_of_scorers(self.history.closed, self.search)
        self.table.update(self.history.closed)
        if self.ladder is not None:
            warn_of_part(self.history, self.ladder)

    @property
    def n_training_rows(self) -> int:
        """How many training rows the smallest split has; 0 without splits."""
        self._split(self._cv)
        self._unused_splits = self.problem.splits
        return self.problem.n_training_rows

    def climb(self, resource: str | Halving, searched: Collection[str]) -> None:
        """Give candidates levels of a resource, before any of them is opened."""
        self._split(self._cv)
        self.ladder = ladder = ladder_of(resource, self.problem, searched)
        self.history.n_levels = ladder.n_levels
        if ladder.is_of_rows:
            self.history.rows_by_level = True
            args = ladder, self.problem, self._cv, self.split_params
            self.problem = replace(
                self.problem,
                splits=splits_of_levels(*args),
                n_row_levels=ladder.n_levels,
            )
        self._unused_splits = self.problem.splits

    def seed(self, draw: Callable[[], int]) -> int:
        """Return the seed in the checkpoint, or draw one."""
        if self._recording is None:
            return draw()
        self._split(self._cv)  # the checkpoint finds the search by its problem
        self._unused_splits = self.problem.splits
        return self._recording.seed(self.problem, draw)

    @property
    def stopped(self) -> bool:
        """Whether a callback or the time limit has ended the search."""
        return self._stopped

    @property
    def time_left(self) -> Callable[[], float] | None:
        """What returns the share of the time that is left; None without a limit."""
        seconds = self.search.timeout
        if seconds is None:
            return None
        return lambda: (self._until - time.monotonic()) / seconds

    def _allows(self, params: Mapping[str, Any]) -> bool:
        return self.constraint is None or self.constraint.allows(params)

    def _begin_round(
        self, cv: Any, n: int, about: str = "", what: str = "candidates"
    ) -> None:
        """Make the splits of a round, and print how many fits there will be."""
        self._split(cv)
        print_totals(self.search.verbose, self.history, n, about, what)
        if not n or not self.problem.splits:
            raise ValueError(NO_FITS)

    def _split(self, cv: Any) -> None:
        """Give the problem a round's splits; keep it if they are as before."""
        if self._next is not None and self._next.is_made_by(cv):
            self.problem, self._handle = self._next.problem, self._next.handle
            return
        if self._unused_splits is not None and cv is self._cv:
            splits, self._unused_splits = self._unused_splits, None
        else:
            splits = self._splits_of(cv)
        if not equal_splits(splits, self.problem.splits):
            self.problem, self._handle = replace(self.problem, splits=splits), None

    def _splits_of(self, cv: Any) -> Splits:
        n = self.history.n_splits
        return make_splits(cv, self.problem, self.split_params, n)

    def _journal(
        self, choices: Iterable[Any] = (), problem: Problem | None = None
    ) -> Journal:
        if self._recording is None:
            return Journal()
        return self._recording.journal(problem or self.problem, choices)

    def _run(
        self,
        strategy: Strategy,
        journal: Journal,
        n_candidates: int,
        values: list[Any],
        callback_ctx: Any,
        *,
        keeps_causes: bool = False,
        following: Following | None = None,
    ) -> None:
        first = len(self.history.candidates)
        if first == 0:
            self.search._begin(self.history)
        about, most = n_candidates, n_candidates
        if self.ladder is not None and n_candidates != engine.UNBOUNDED:
            about = self.ladder.expected(n_candidates)
            most *= self.ladder.n_levels
        self._line.n_units = (first + about) * self.history.n_splits
        values.append(self.problem.estimator)
        tasks = evaluation_tasks(self.search, callback_ctx, values)
        listed = isinstance(strategy, Listed)
        hooks = RoundHooks(
            self.search,
            self.history,
            self.problem,
            listed,
            tasks,
            self._recording,
            self._line,
            self.constraint,
            self._spent,
        )
        race = race_of(self.search, listed=listed) if self.history.races else None
        handle = self._workplace(tasks, keeps_causes=keeps_causes)
        begun = self._begun_ahead()
        self._look_ahead(following, n_candidates, tasks)
        if self.search.timeout is not None:
            self._until += self._spent.start(self.pool, handle)
        try:
            engine.Loop(
                strategy,
                self.history,
                pool=self.pool,
                handle=handle,
                journal=journal,
                n_candidates=most,
                until=self._until,
                fit_seconds=self.search.fit_timeout,
                hooks=hooks,
                race=race,
                # the error of a fit that is not needed must not end the search
                runs_ahead=self.problem.error_score != "raise",
                begun=begun,
                ahead=self._ahead,
            ).run()
        except BaseException as error:
            self._end(ending.of_error(error))
            raise
        finally:
            self._stopped |= hooks.stopped
        time_is_over = time.monotonic() >= self._until
        spent = strategy.spent(self.history) - first >= n_candidates
        self._end(
            ending.of_round(
                done=spent and not self.history.pending,
                is_last=following is None,
                stopped_by=hooks.stopped_by,
                time_is_over=time_is_over,
                finite=self.is_finite and not self.history.paths,
            )
        )
        self._stopped |= time_is_over
        if self._stopped:
            check_any_complete(self.history, self.search.timeout, self._spent)

    def _end(self, how: str) -> None:
        self.history.ending = how
        self._line.close(how)
        log_end(how, self.history, self.search)

    def _workplace(self, tasks: EvaluationTasks | None, *, keeps_causes: bool) -> Any:
        """Return the handle of the workplace; rounds on the same splits share it."""
        if self._handle is not None and tasks is None:
            return self._handle
        handle = self._share(self.problem, tasks=tasks, keeps_causes=keeps_causes)
        self._handle = handle if tasks is None else None
        return handle

    def _share(self, problem: Problem, **how: Any) -> Any:
        """Return the handle of a new workplace with a problem."""
        resource = self.search._resource_of_rounds
        verbose = self.search.verbose
        made = Workplace(problem, self.pool, verbose=verbose, resource=resource, **how)
        return self.pool.share(made)

    def _begun_ahead(self) -> engine.Ahead | None:
        """Return what was run ahead for the round that begins; None if nothing was."""
        same = self._next is not None and self._next.is_of(self.problem)
        return self._ahead if same else None

    def _look_ahead(
        self,
        following: Following | None,
        n_candidates: int,
        tasks: EvaluationTasks | None,
    ) -> None:
        """Prepare what idle workers run of the next round.

        Messages for each fit and scikit-learn's callbacks count the fits of a round
        from its beginning. The error of a fit must be that of the round that runs.
        """
        self._next = self._ahead = None
        told = tasks is not None or self.search.verbose > 1
        raises = self.problem.error_score == "raise"
        if following is None or told or raises or self.pool.in_this_thread:
            return
        # Imported here because other searches need not load it.
        from sk_hpo.search.session.levels.next_level import NextLevel

        first = len(self.history.candidates)
        problem, handle = self.problem, self._handle
        self._next = NextLevel(
            following,
            problem,
            first,
            split=self._splits_of,
            share=lambda of: handle if of is problem else self._share(of),
            record=lambda of: self._journal(problem=of),
            shares_fits=bool(self.search.share_fits) and shares_fits(),
        )
        self._ahead = engine.Ahead(self._next, first + n_candidates)
