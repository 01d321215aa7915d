"""One call of `fit`: the rounds of candidates that it evaluates, and their table."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from sk_hpo import engine
from sk_hpo._compat.joblib_parallel import check_pre_dispatch
from sk_hpo._compat.sklearn_callback import (
    EvaluationTasks,
    callbacks_watch,
    has_callbacks,
)
from sk_hpo._compat.sklearn_search import INCONSISTENT_SPLITS, named_scorers
from sk_hpo.evaluate import Unit, failed, failure, workplace
from sk_hpo.journal import Journal, NoJournal
from sk_hpo.pool import Loss, open_pool
from sk_hpo.problem import Problem
from sk_hpo.search.inputs.parameters import check_settable
from sk_hpo.search.inputs.target import check_target
from sk_hpo.search.session.hopeless import Watch, warn_of_scorers
from sk_hpo.search.session.planning import Planner, Separately, Together, like_rows
from sk_hpo.search.session.progress import LiveLine, live_stream
from sk_hpo.search.session.table import Table
from sk_hpo.strategies.listed import Listed
from sk_hpo.strategies.recorded import Recorded
from sk_hpo.strategies.strategy import Strategy
from sk_hpo.trial import Candidate, ErrorScore, FoldResult, History, Trial

if TYPE_CHECKING:
    from sk_hpo.search.session.recording import Draws, Recording

# scikit-learn's words
NO_FITS = "No fits were performed. Was the CV iterator empty? Were there no candidates?"

CANNOT_LIMIT = (
    "fit_timeout={!r} can't be kept here: a fit is stopped by killing its process, and "
    "threads, clusters, backends of other packages and daemonic processes don't allow "
    "that. Use joblib's processes (the backend 'loky'), or fit_timeout=None"
)
NOTHING_IN_TIME = (
    "no candidate was complete after timeout={!r} seconds: {} fits were done, and each "
    "candidate needs {}. Give it more time or fewer splits"
)
# What may help where candidates share.
ONE_BY_ONE = "; with share_fits=False candidates become complete one by one"


def guiding(scorers: Any, metric: str | None) -> Any:
    """Give the scorer of a metric, else the first; a callable of many as it is."""
    named = named_scorers(scorers)
    if not isinstance(named, dict):
        return named
    return named[metric] if metric in named else next(iter(named.values()))


class Session:
    """Evaluates candidates for a search, as its `_run_search` asks for them.

    A context manager: it holds the pool.

    Parameters
    ----------
    search : EngineSearch
        Whose settings hold, and whose formatting helpers make the table.
    estimator : estimator
        A clone of the search's, for all candidates.
    X, y : array-like
        The data.
    cv : splitter
        Makes the splits of a round that names no other.
    routed : Bunch
        What goes to the splitter, the estimator and the scorers.
    scorers : callable
        As scikit-learn's fit-and-score takes them.
    """

    def __init__(
        self,
        search: Any,
        estimator: Any,
        X: Any,
        y: Any,
        *,
        cv: Any,
        routed: Any,
        scorers: Any,
    ) -> None:
        self.search = search
        self.estimator = estimator
        self.X, self.y = X, y
        self.cv = cv
        self.routed = routed
        self.scorers = scorers
        self._n_recalled = 0
        metric = search.refit if isinstance(search.refit, str) else None
        self.history = History(search.n_splits_, metric)
        self._recording: Recording | None = None
        self._draws: Draws | None = None
        self._own_splits: list[tuple[Any, Any]] | None = None
        self.table = Table(search)
        self._shared: tuple[list[tuple[Any, Any]], Any] | None = None
        self._stopped = False
        self._line: LiveLine | None = None
        seconds = search.timeout
        self._until = engine.NEVER if seconds is None else time.monotonic() + seconds

    def __enter__(self) -> Session:
        limited = self.search.fit_timeout is not None
        with ExitStack() as opened:
            if self.search.checkpoint is not None:
                # Here: a search without checkpoint need not load SQLite.
                from sk_hpo.search.session.recording import Recording

                self._recording = Recording(self.search)
                opened.callback(self._recording.close)
            self.pool = open_pool(self.search.n_jobs, limited=limited)
            opened.callback(self.pool.close, abort=True)
            check_pre_dispatch(self.search.pre_dispatch, self.pool.n_workers)
            if limited and not self.pool.can_limit:
                raise ValueError(CANNOT_LIMIT.format(self.search.fit_timeout))
            opened.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        try:
            # Without an error, what still runs is what the time was not enough for.
            self.pool.close(abort=error is not None or self.pool.running > 0)
        finally:
            if self._recording is not None:
                self._recording.close()
        if self._recording is not None and error is None:
            self._recording.tell_of_failures()

    def evaluate(
        self,
        candidate_params: Iterable[dict[str, Any]],
        cv: Any = None,
        more_results: dict[str, Sequence[Any]] | None = None,
        callback_ctx: Any = None,
    ) -> dict[str, Any]:
        """Evaluate a round of candidates; returns the table of all rounds so far.

        This is the ``evaluate_candidates`` that `_run_search` is called with.
        """
        if self._stopped:
            return self.table.columns
        params = list(candidate_params)
        splits = self._splits(cv or self.cv)
        self._say(f"{len(params)} candidates", f"{len(params) * len(splits)} fits")
        if not params or not splits:
            raise ValueError(NO_FITS)
        check_settable(self.estimator, params)
        check_target(self.estimator, self.y, params)
        first = len(self.history.candidates)
        self.table.add_columns(more_results or {}, first)
        values = [value for candidate in params for value in candidate.values()]
        self._run(
            Listed(params, first=first),
            splits,
            self._journal(splits),
            n_candidates=len(params),
            tasks=self._tasks(callback_ctx, values),
        )
        return self.table.update(self.history.trials)

    def search_with(
        self, strategy: Strategy, n_iter: int, values: Iterable[Any], callback_ctx: Any
    ) -> None:
        """Evaluate up to `n_iter` candidates, as a strategy suggests them.

        `values` are those that parameters may take: estimators with callbacks, maybe.
        """
        values = list(values)
        splits = self._splits(self.cv)
        if not splits:
            raise ValueError(NO_FITS)
        n_fits = n_iter * len(splits)
        self._say(f"up to {n_iter} candidates", f"up to {n_fits} fits")
        journal = self._journal(splits, values)
        for path in journal.paths():
            self.history.tell_path(path)
        n_points = self.search.n_points
        watch = Watch(self.history, n_points, lambda: self._n_recalled)
        self._run(
            Recorded(journal.candidates(), strategy),
            splits,
            journal,
            n_candidates=n_iter,
            tasks=self._tasks(callback_ctx, values),
            room=lambda history: n_iter - len(history.candidates),
            watch=watch,
        )
        watch.end()
        warn_of_scorers(self.history.trials, self.search.error_score)
        self.table.update(self.history.trials)

    def seed(self, draw: Callable[[], int]) -> int:
        """The seed of the search: a new one, unless a checkpoint knows it."""
        if self._recording is None:
            return draw()
        self._own_splits = self._splits(self.cv)  # the problem is known by them
        return self._recording.seed(self._problem(self._own_splits), draw)

    def _journal(
        self, splits: list[tuple[Any, Any]], choices: Iterable[Any] = ()
    ) -> Journal:
        if self._recording is None:
            return NoJournal()
        return self._recording.journal(self._problem(splits), choices)

    @property
    def guiding_scorer(self) -> Any:
        """The scorer that guides the search; a callable of many scores as it is."""
        return guiding(self.scorers, self.history.metric)

    def _splits(self, cv: Any) -> list[tuple[Any, Any]]:
        if self._own_splits is not None and cv is self.cv:
            made, self._own_splits = self._own_splits, None
            return made
        splits = list(cv.split(self.X, self.y, **self.routed.splitter.split))
        expected = self.search.n_splits_
        if len(splits) != expected:
            raise ValueError(
                INCONSISTENT_SPLITS.format(expected=expected, got=len(splits))
            )
        return splits

    def _run(
        self,
        strategy: Strategy,
        splits: list[tuple[Any, Any]],
        journal: Journal,
        *,
        n_candidates: int,
        tasks: EvaluationTasks | None,
        room: Callable[[History], int] = lambda history: engine.UNBOUNDED,
        watch: Watch | None = None,
    ) -> None:
        first = len(self.history.candidates)
        if first == 0:
            self.search._begin(self.history)
        line = self._live_line((first + n_candidates) * len(splits))

        def on_open(candidate: Candidate) -> None:
            if self._recording is not None:
                self._warn_of_draws(candidate, splits)
            if tasks is not None:
                start = (candidate.id - first) * len(splits)
                tasks.announce(range(start, start + len(splits)))

        def on_result(result: FoldResult) -> None:
            if line is not None:
                if (trial := self.history.trial(result.candidate)) is not None:
                    line.trial(trial)
                line.show(self.history.n_results)

        try:
            engine.run(
                strategy,
                self.history,
                pool=self.pool,
                handle=self._handle(splits, tasks, keeps_causes=watch is not None),
                journal=journal,
                plan=self._planner(strategy, splits, tasks),
                n_candidates=n_candidates,
                room=room,
                limits=engine.Limits(self._until, self.search.fit_timeout),
                on_lost=partial(self._lost, splits),
                on_open=on_open,
                on_recalled=partial(self._recall, tasks, first, len(splits)),
                on_result=on_result,
                on_trial=partial(self._call_back, watch),
            )
        finally:
            if line is not None:
                line.close()
        self._stopped |= time.monotonic() >= self._until
        if self._stopped and not self.history.n_trials:
            seconds, n_results = self.search.timeout, self.history.n_results
            text = NOTHING_IN_TIME.format(seconds, n_results, len(splits))
            raise TimeoutError(text + ONE_BY_ONE * bool(self.history.together))

    def _recall(
        self,
        tasks: EvaluationTasks | None,
        first: int,
        n_splits: int,
        result: FoldResult,
    ) -> None:
        """Take up a fit that the checkpoint knows."""
        self._n_recalled += 1
        if self._recording is not None:
            self._recording.recalled(result)
        if tasks is not None:  # scikit-learn's callbacks hear of it
            tasks.recall((result.candidate - first) * n_splits + result.fold)

    def _lost(
        self, splits: list[tuple[Any, Any]], unit: Unit, loss: Loss
    ) -> FoldResult:
        """The result of a fit that has ended its worker, or took too long."""
        problem, text = self._problem(splits), failure(unit, loss.cause)
        if problem.error_score == "raise":
            raise RuntimeError(text)
        limit = self.search.fit_timeout if loss.overtime else None
        return replace(failed(problem, unit, text), time_limit=limit)

    def _warn_of_draws(
        self, candidate: Candidate, splits: list[tuple[Any, Any]]
    ) -> None:
        if self._draws is None:
            from sk_hpo.search.session.recording import Draws

            rows = like_rows(self.X, max(len(train) for train, _ in splits))
            self._draws = Draws(self.estimator, self.cv, rows)
        self._draws.look_at(candidate.params)

    def _planner(
        self,
        strategy: Strategy,
        splits: list[tuple[Any, Any]],
        tasks: EvaluationTasks | None,
    ) -> Planner:
        if not self.search.share_fits:
            return Separately(self.history, "share_fits is False")
        if tasks is not None:
            reason = "scikit-learn's callbacks are told of every fit"
            return Separately(self.history, reason)
        sizes = {len(train) for train, _ in splits}
        return Together(
            self.history,
            self.estimator,
            self.routed.estimator.fit,
            samples=[like_rows(self.X, n) for n in {min(sizes), max(sizes)}],
            complete=isinstance(strategy, Listed),
            bitwise=self.search._bitwise,
        )

    def _handle(
        self,
        splits: list[tuple[Any, Any]],
        tasks: EvaluationTasks | None,
        *,
        keeps_causes: bool,
    ) -> Any:
        """The workplace in the workers' hands; rounds with the same splits share it."""
        if self._shared is not None and tasks is None:
            known, handle = self._shared
            if _equal(known, splits):
                return handle
        handle = self.pool.share(
            workplace(
                self._problem(splits),
                self.pool,
                tasks=tasks,
                verbose=self.search.verbose,
                keeps_causes=keeps_causes,
            )
        )
        self._shared = None if tasks is not None else (splits, handle)
        return handle

    def _problem(self, splits: list[tuple[Any, Any]]) -> Problem:
        return Problem(
            estimator=self.estimator,
            X=self.X,
            y=self.y,
            splits=splits,
            scorer=self.scorers,
            fit_params=self.routed.estimator.fit,
            score_params=self.routed.scorer.score,
            error_score=_told_apart(self.search.error_score),
            return_train_score=self.search.return_train_score,
            bitwise=self.search._bitwise,
        )

    def _tasks(
        self, callback_ctx: Any, values: Iterable[Any]
    ) -> EvaluationTasks | None:
        if callback_ctx is None:
            return None
        if callbacks_watch(callback_ctx) or has_callbacks(self.estimator, *values):
            return EvaluationTasks(self.search, callback_ctx)
        return None

    def _say(self, candidates: str, fits: str) -> None:
        """scikit-learn's message, where no live line says it better."""
        verbose = self.search.verbose
        if verbose > 1 or (verbose and live_stream() is None):
            print(  # noqa: T201
                f"Fitting {self.search.n_splits_} folds for each of {candidates},"
                f" totalling {fits}"
            )

    def _live_line(self, n_units: int) -> LiveLine | None:
        """The session's one live line, for so many fits in all."""
        stream = live_stream() if self.search.verbose == 1 else None
        if stream is None:
            return None
        if self._line is None:
            self._line = LiveLine(n_units, stream)
        self._line.n_units = n_units
        return self._line

    def _call_back(self, watch: Watch | None, trial: Trial) -> bool:
        answers = [call(trial, self.search) for call in self.search._callbacks()]
        self._stopped |= any(answers)
        if watch is not None:
            watch.look(trial)
        return self._stopped


def _equal(some: list[tuple[Any, Any]], others: list[tuple[Any, Any]]) -> bool:
    """Whether two lists of splits are the same row numbers."""
    return len(some) == len(others) and all(
        np.array_equal(rows, other)
        for split, another in zip(some, others, strict=True)
        for rows, other in zip(split, another, strict=True)
    )


def _told_apart(error_score: Any) -> Any:
    """A numeric `error_score`, such that it can be told from scores."""
    return error_score if isinstance(error_score, str) else ErrorScore(error_score)
