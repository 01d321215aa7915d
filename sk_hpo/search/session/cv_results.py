"""Turn trials into the table of a search, ``cv_results_``, round by round."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from sk_hpo._compat.sklearn_search import (
    insert_error_scores,
    warn_or_raise_about_fit_failures,
)
from sk_hpo.results.levels import columns_of_levels, in_order_of_rows
from sk_hpo.trial import ClosedTrial, Look, SplitResult, StoppedTrial

OF_ALL_SPLITS = ("mean_test_", "mean_train_", "std_test_", "std_train_")
OF_A_SPLIT = re.compile(r"split(\d+)_(?:test|train)_")

TOO_LONG = (
    "All fits took longer than fit_timeout={!r} seconds. Set a longer fit_timeout, or "
    "search faster candidates"
)


class Table:
    """Makes the table of trials with scikit-learn's own formatting.

    Parameters
    ----------
    search : EngineSearch
        The search whose settings apply and whose formatting helper makes the table.

    Attributes
    ----------
    columns : dict
        ``cv_results_`` so far; empty if no trial is complete.
    first_scores : float, dict or None
        The test scores of the first row: a dict if there are several metrics.
    """

    def __init__(self, search: Any) -> None:
        self.search = search
        self.columns: dict[str, Any] = {}
        self.first_scores: Any = None
        # Columns that rounds add for their candidates: name -> id -> value.
        self._more: dict[str, dict[int, Any]] = {}
        self._n_checked = 0

    def add_columns(
        self, more_results: Mapping[str, Sequence[Any]], first: int
    ) -> None:
        """Add the columns of a round whose first candidate has the id `first`."""
        for name, column in more_results.items():
            values = self._more.setdefault(name, {})
            values.update(enumerate(column, start=first))

    def update(self, trials: list[ClosedTrial]) -> dict[str, Any]:
        """Make the table of all closed trials; warn about failed fits in the new ones.

        Raises
        ------
        ValueError
            If all fits of the new trials failed.
        """
        new = trials[self._n_checked :]
        limits = {split.time_limit for trial in new for split in trial.results}
        if limits and None not in limits:
            # scikit-learn's own error would call the model misconfigured
            raise ValueError(TOO_LONG.format(self.search.fit_timeout))
        warn_or_raise_about_fit_failures(rows_of(new), self.search.error_score)
        self._n_checked = len(trials)
        return self._make(trials)

    def keep(self, trials: list[ClosedTrial]) -> None:
        """Make the table of closed trials after an error, without its warnings."""
        if any(not isinstance(trial, StoppedTrial) for trial in trials):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._make(trials)

    def _make(self, trials: list[ClosedTrial]) -> dict[str, Any]:
        trials = in_order_of_rows(trials)
        complete = [trial for trial in trials if not isinstance(trial, StoppedTrial)]
        self.columns = self._format(complete, rows_of(complete))
        if any(isinstance(trial, Look) for trial in trials):
            _rank_last_level_first(self.columns)
        if self.search.racing:
            if len(complete) < len(trials):
                self.columns = self._with_stopped(trials)
            n_evaluated = [len(trial.results) for trial in trials]
            self.columns["n_splits_evaluated"] = np.array(n_evaluated)
        return self.columns

    def _with_stopped(self, trials: list[ClosedTrial]) -> dict[str, Any]:
        """Return the table with the rows of stopped candidates, from that without."""
        n = self.search.n_splits_
        with warnings.catch_warnings():
            # those of the complete rows have been given
            warnings.simplefilter("ignore")
            table = self._format(trials, rows_of(trials, n))
        known = np.zeros((len(trials), n), dtype=np.bool_)
        for at, trial in enumerate(trials):
            known[at, [result.split for result in trial.results]] = True
        is_stopped = np.array([isinstance(trial, StoppedTrial) for trial in trials])
        for name, column in table.items():
            if name.startswith("rank_test_"):
                column[~is_stopped] = self.columns[name]
                column[is_stopped] = len(trials) - is_stopped.sum() + 1
            elif name.startswith(OF_ALL_SPLITS):
                column[is_stopped] = np.nan
            elif (split := OF_A_SPLIT.match(name)) is not None:
                column[~known[:, int(split[1])]] = np.nan
        for row in np.flatnonzero(is_stopped):
            for what in ("fit_time", "score_time"):
                seconds = [getattr(one, what) for one in trials[row].results]
                table[f"mean_{what}"][row] = np.mean(seconds)
                table[f"std_{what}"][row] = np.std(seconds)
        return table

    def _format(
        self, trials: Sequence[ClosedTrial], rows: list[dict[str, Any]]
    ) -> dict[str, Any]:
        if len({type(row["test_scores"]) is dict for row in rows}) > 1:
            # The names of a callable's scores are not known where a fit failed.
            insert_error_scores(rows, self.search.error_score)
        self.first_scores = rows[0]["test_scores"]
        ids = [trial.candidate.id for trial in trials]
        found: dict[str, Any] = self.search._format_results(
            [trial.params for trial in trials],
            self.search.n_splits_,
            rows,
            columns_of_levels(trial.candidate for trial in trials)
            | {
                name: [values[number] for number in ids if number in values]
                for name, values in self._more.items()
            },
        )
        return found


def _rank_last_level_first(table: dict[str, Any]) -> None:
    """Rank candidates of a level behind all those of the levels above."""
    levels = table["iter"]
    above = [np.count_nonzero(levels > level) for level in levels]
    for name, ranks in table.items():
        if name.startswith("rank_test_"):
            better = [
                np.count_nonzero((levels == level) & (ranks < rank))
                for level, rank in zip(levels, ranks, strict=True)
            ]
            ranks[:] = 1 + np.add(above, better)


def rows_of(
    trials: Iterable[ClosedTrial], n_splits: int | None = None
) -> list[dict[str, Any]]:
    """Return what scikit-learn's formatting takes: one dict per split, by candidate.

    With `n_splits`, the first result of a stopped candidate takes the place of those
    that it does not have.
    """
    rows = []
    for trial in trials:
        results = trial.results
        if n_splits is not None and len(results) < n_splits:
            known = {result.split: result for result in results}
            results = tuple(known.get(at, results[0]) for at in range(n_splits))
        rows += [_row(result) for result in results]
    return rows


def _row(split: SplitResult) -> dict[str, Any]:
    names = ["fit_error", "test_scores", "n_test_samples", "fit_time", "score_time"]
    if split.train_scores is not None:
        names.append("train_scores")
    return {name: getattr(split, name) for name in names}
