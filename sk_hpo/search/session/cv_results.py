"""Turn trials into the table of a search, ``cv_results_``, round by round."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sk_hpo._compat.sklearn_search import (
    insert_error_scores,
    warn_or_raise_about_fit_failures,
)
from sk_hpo.trial import SplitResult, Trial

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

    def update(self, trials: list[Trial]) -> dict[str, Any]:
        """Make the table of all trials so far; warn about failed fits in the new ones.

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
        rows = rows_of(new)
        warn_or_raise_about_fit_failures(rows, self.search.error_score)
        whole = self._n_checked == 0
        self._n_checked = len(trials)
        return self._format(trials, rows if whole else rows_of(trials))

    def keep(self, trials: list[Trial]) -> None:
        """Make the table of complete trials after an error, without its warnings."""
        if trials:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._format(trials, rows_of(trials))

    def _format(
        self, trials: list[Trial], rows: list[dict[str, Any]]
    ) -> dict[str, Any]:
        if callable(self.search.scoring):
            # Only the results show whether its scores have names.
            insert_error_scores(rows, self.search.error_score)
        self.first_scores = rows[0]["test_scores"]
        ids = [trial.candidate.id for trial in trials]
        self.columns = self.search._format_results(
            [trial.params for trial in trials],
            self.search.n_splits_,
            rows,
            {
                name: [values[number] for number in ids if number in values]
                for name, values in self._more.items()
            },
        )
        return self.columns


def rows_of(trials: Iterable[Trial]) -> list[dict[str, Any]]:
    """Return what scikit-learn's formatting takes: one dict per split, by candidate."""
    return [_row(split) for trial in trials for split in trial.results]


def _row(split: SplitResult) -> dict[str, Any]:
    names = ["fit_error", "test_scores", "n_test_samples", "fit_time", "score_time"]
    if split.train_scores is not None:
        names.append("train_scores")
    return {name: getattr(split, name) for name in names}
