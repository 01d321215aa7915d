"""One call of `fit`: the rounds of candidates that it evaluates, and their table."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any

from sklearn.utils import get_tags

from sk_hpo import engine, results
from sk_hpo._compat.sklearn_callback import (
    EvaluationTasks,
    callbacks_watch,
    has_callbacks,
)
from sk_hpo._compat.sklearn_search import (
    INCONSISTENT_SPLITS,
    insert_error_scores,
    named_scorers,
    warn_or_raise_about_fit_failures,
)
from sk_hpo.evaluate import workplace
from sk_hpo.journal import MemoryJournal
from sk_hpo.pool import open_pool
from sk_hpo.problem import Problem
from sk_hpo.search.parameters import check_settable
from sk_hpo.search.progress import LiveLine, live_stream
from sk_hpo.strategies.listed import Listed
from sk_hpo.strategies.strategy import Strategy
from sk_hpo.trial import Candidate, FoldResult, History, Trial

# scikit-learn's words
NO_FITS = "No fits were performed. Was the CV iterator empty? Were there no candidates?"


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
        metric = search.refit if isinstance(search.refit, str) else None
        self.history = History(search.n_splits_, metric)
        self.journal = MemoryJournal()
        self.table: dict[str, Any] = {}
        self._rows: list[dict[str, Any]] = []
        self._params: list[dict[str, Any]] = []
        self._more_results: dict[str, list[Any]] = defaultdict(list)
        self._stopped = False
        self._line: LiveLine | None = None

    def __enter__(self) -> Session:
        self.pool = open_pool(self.search.n_jobs)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.pool.close(abort=error is not None)

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
            return self.table
        params = list(candidate_params)
        splits = self._splits(cv or self.cv)
        self._say(f"{len(params)} candidates", f"{len(params) * len(splits)} fits")
        if not params or not splits:
            raise ValueError(NO_FITS)
        check_settable(self.estimator, params)
        first = len(self.history.candidates)
        values = [value for candidate in params for value in candidate.values()]
        self._run(
            Listed(params, first=first),
            splits,
            n_candidates=len(params),
            tasks=self._tasks(callback_ctx, values),
        )
        trials = [t for t in self.history.trials if t.candidate.id >= first]
        more = more_results or {}
        if len(trials) < len(params):  # a callback has stopped the search
            rows = [trial.candidate.id - first for trial in trials]
            more = {key: [column[n] for n in rows] for key, column in more.items()}
        return self._tabulate(trials, more)

    def search_with(
        self, strategy: Strategy, n_iter: int, values: Iterable[Any], callback_ctx: Any
    ) -> None:
        """Evaluate up to `n_iter` candidates, as a strategy suggests them.

        `values` are those that parameters may take: estimators with callbacks, maybe.
        """
        splits = self._splits(self.cv)
        if not splits:
            raise ValueError(NO_FITS)
        n_fits = n_iter * len(splits)
        self._say(f"up to {n_iter} candidates", f"up to {n_fits} fits")
        self._run(
            strategy,
            splits,
            n_candidates=n_iter,
            tasks=self._tasks(callback_ctx, values),
            room=lambda history: n_iter - len(history.candidates),
        )
        self._tabulate(self.history.trials, {})

    def keep_finished(self) -> None:
        """Make the table of all trials that are complete, after an error.

        Without the warnings that tell of what the error tells better.
        """
        trials = self.history.trials
        self._rows = results.rows(trials)
        self._params = [trial.params for trial in trials]
        if not trials:
            return
        if callable(self.search.scoring):
            insert_error_scores(self._rows, self.search.error_score)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.table = self._format(self._params, self._rows, {})

    @property
    def guiding_scorer(self) -> Any:
        """The scorer that guides the search; a callable of many scores as it is."""
        scorers = named_scorers(self.scorers)
        if not isinstance(scorers, dict):
            return scorers
        metric = self.history.metric
        return scorers[metric] if metric in scorers else next(iter(scorers.values()))

    @property
    def first_scores(self) -> Any:
        """The test scores of the first row: a dict if there are several metrics."""
        return self._rows[0]["test_scores"]

    def _splits(self, cv: Any) -> list[tuple[Any, Any]]:
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
        *,
        n_candidates: int,
        tasks: EvaluationTasks | None,
        room: Callable[[History], int] = lambda history: engine.UNBOUNDED,
    ) -> None:
        first = len(self.history.candidates)
        work = workplace(
            self._problem(splits),
            self.pool,
            tasks=tasks,
            verbose=self.search.verbose,
            first=first,
            n_candidates=n_candidates,
        )
        line = self._live_line((first + n_candidates) * len(splits))

        def on_open(candidate: Candidate) -> None:
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
                workplace=work,
                journal=self.journal,
                room=room,
                on_open=on_open,
                on_result=on_result,
                on_trial=self._call_back,
            )
        finally:
            if line is not None:
                line.close()

    def _problem(self, splits: list[tuple[Any, Any]]) -> Problem:
        return Problem(
            estimator=self.estimator,
            X=self.X,
            y=self.y,
            splits=splits,
            scorer=self.scorers,
            fit_params=self.routed.estimator.fit,
            score_params=self.routed.scorer.score,
            error_score=self.search.error_score,
            return_train_score=self.search.return_train_score,
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

    def _call_back(self, trial: Trial) -> bool:
        answers = [call(trial, self.search) for call in self.search._callbacks()]
        self._stopped |= any(answers)
        return self._stopped

    def _tabulate(
        self, trials: list[Trial], more_results: dict[str, Sequence[Any]]
    ) -> dict[str, Any]:
        rows = results.rows(trials)
        self._warn_or_raise(rows)
        if callable(self.search.scoring):
            # Only now is it known whether its scores have names.
            insert_error_scores(rows, self.search.error_score)
        self._rows.extend(rows)
        self._params.extend(trial.params for trial in trials)
        for key, column in more_results.items():
            self._more_results[key].extend(column)
        self.table = self._format(self._params, self._rows, self._more_results)
        return self.table

    def _warn_or_raise(self, rows: list[dict[str, Any]]) -> None:
        try:
            warn_or_raise_about_fit_failures(rows, self.search.error_score)
        except ValueError as error:
            if self.y is None and get_tags(self.estimator).target_tags.required:
                # In scikit-learn's words for it, before the traceback of each fit.
                raise ValueError(
                    f"This {type(self.search).__name__} estimator requires y to be "
                    f"passed, but the target y is None.\n{error}"
                ) from None
            raise

    def _format(
        self,
        params: list[dict[str, Any]],
        rows: list[dict[str, Any]],
        more_results: dict[str, list[Any]],
    ) -> dict[str, Any]:
        table: dict[str, Any] = self.search._format_results(
            params, self.search.n_splits_, rows, more_results
        )
        return table
