"""The records of one search in its checkpoint."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable
from os import PathLike
from pathlib import Path
from shlex import quote
from typing import Any

from sk_hpo.journal import Journal
from sk_hpo.journal.checkpoint import Checkpoint
from sk_hpo.journal.fingerprint import NoContentError, content_of
from sk_hpo.journal.problem_identity import Identity, identity_without_splits
from sk_hpo.journal.sqlite_journal import SQLiteJournal
from sk_hpo.levels.ladder import Ladder
from sk_hpo.problem import Problem
from sk_hpo.results import results_of
from sk_hpo.search.session.candidate_groups import like_rows
from sk_hpo.search.session.reproducibility import ReproducibilityCheck
from sk_hpo.trial import Candidate, SplitResult, rounded

# Settings that do not distinguish searches: they are part of the problem, or change how
# much is evaluated, where, and with which messages, but not which candidate is next.
NOT_OF_A_SEARCH = {
    "callback",
    "checkpoint",
    "cv",
    "error_score",
    "estimator",
    "fit_timeout",
    "n_iter",
    "n_jobs",
    "pre_dispatch",
    "refit",
    "return_train_score",
    "scoring",
    "share_fits",
    "timeout",
    "verbose",
}

# Those that are recorded all the same, for people to read.
READABLE = ("scoring", "cv")

FAILED_BEFORE = (
    "checkpoint: failed fits are recorded in {!r} ({} of this search) and were not run "
    "again. Fits that exceeded fit_timeout are run again with a longer fit_timeout. If "
    "the cause of the others is fixed, delete them: "
    'sqlite3 {} "DELETE FROM fits WHERE error IS NOT NULL"'
)

# How many characters of a setting are recorded for people to read.
TEXT = 2000


class Recording:
    """The part of a checkpoint file that belongs to a search.

    Parameters
    ----------
    search : EngineSearch
        A search with a `checkpoint`.
    cv : splitter
        Makes the splits that the search does not give itself.

    Raises
    ------
    OSError, ValueError
        If the file can't be used.
    """

    def __init__(self, search: Any, cv: Any) -> None:
        self.search = search
        self._cv = cv
        # Read now, because drawing from a random state among the settings changes it.
        self._content, self._texts = _settings(search)
        self.file = Checkpoint(search.checkpoint)
        self._base: Identity | None = None
        self._number: int | None = None
        self._failed_before = 0
        self._check: ReproducibilityCheck | None = None

    def opened(self, candidate: Candidate, problem: Problem) -> None:
        """Warn if the search could not be resumed exactly from this candidate on."""
        if self._check is None:
            rows = like_rows(problem.X, max(len(train) for train, _ in problem.splits))
            self._check = ReproducibilityCheck(problem.estimator, self._cv, rows)
        self._check.candidate(candidate.params)

    def expects(self, n_candidates: int, problem: Problem) -> None:
        """Record for people how many candidates there may be at most."""
        search = self._search(self._problem(problem))
        self.file.note_setting(search, "n_iter", str(n_candidates))

    def has_levels(self, ladder: Ladder, problem: Problem) -> None:
        """Record the levels, so that the file can be read."""
        search = self._search(self._problem(problem))
        self.file.note_setting(search, "levels", ladder.text)

    def recalled(self, result: SplitResult) -> None:
        """Count a failed fit that is recorded in the file."""
        self._failed_before += result.fit_error is not None

    def warn_of_failures(self) -> None:
        """Warn about failed fits of the file, whose cause the user may have fixed."""
        if self._failed_before:
            path = os.path.expanduser(self.search.checkpoint)  # quotes would keep a ~
            text = FAILED_BEFORE.format(path, self._failed_before, quote(path))
            warnings.warn(text, stacklevel=2)

    def journal(self, problem: Problem, choices: Iterable[Any] = ()) -> Journal:
        """Return the journal of the search on a problem.

        Parameters
        ----------
        problem : Problem
            The problem of earlier calls, except for its splits.
        choices : iterable of object
            The values that the search may choose from.
        """
        number = self._problem(problem)
        limit = self.search.fit_timeout
        rounded = bool(self.search.share_fits) and not self.search._bitwise
        return SQLiteJournal(
            self.file, number, self._search(number), choices, limit, rounded=rounded
        )

    def seed(self, problem: Problem, draw: Callable[[], int]) -> int:
        """Return the seed that the search began with, or draw a new one."""
        return self.file.seed(self._search(self._problem(problem)), draw())

    def _problem(self, problem: Problem) -> int:
        if self._base is None:
            self._base = identity_without_splits(problem)
        return self.file.problem(self._base.with_splits(problem.splits), problem)

    def _search(self, problem: int) -> int:
        """Return the search's number in the file, by the problem of its first round."""
        if self._number is None:
            name = type(self.search).__qualname__
            self._number = self.file.search(problem, self._content, name, self._texts)
        return self._number


def _settings(search: Any) -> tuple[str, dict[str, str]]:
    """Return the fingerprint of a search's settings, and their texts."""
    settings = {
        name: value
        for name, value in search.get_params(deep=False).items()
        if name not in NOT_OF_A_SEARCH
    }
    for name in ("constraint", "resource"):
        if settings.get(name) is None:
            settings.pop(name, None)  # as before searches had one
    if settings.get("prior_results") is not None:
        settings["prior_results"] = _scores(search)
    guide = search._guiding_metric
    if guide is not None and ("n_points" in settings or search.racing):
        settings["guided by"] = guide
    if search.racing and "n_points" not in settings and hasattr(search, "n_iter"):
        settings["n_iter"] = search.n_iter  # listed candidates are judged together
    try:
        content = content_of((type(search), settings))
    except NoContentError as error:
        raise NoContentError(
            "checkpoint: a later call of fit could not recognise this search, because "
            f"{error}"
        ) from error
    settings.update((name, getattr(search, name)) for name in READABLE)
    return content, {name: repr(value)[:TEXT] for name, value in settings.items()}


def _scores(search: Any) -> Any:
    """Return the candidates and scores of earlier results: all that a strategy sees."""
    prior, own = search.prior_results, Path(search.checkpoint)
    if isinstance(prior, (str, PathLike)) and Path(prior).resolve() == own.resolve():
        raise ValueError(
            "prior_results is the search's own checkpoint. A search that is run again "
            "goes on where it stopped by itself; results of another search must be in "
            "another file, or be one of sk_hpo.load_results(path)"
        )
    found = results_of(prior, "prior_results")
    means = found.means.items()
    return found.params, {name: [rounded(one) for one in mean] for name, mean in means}
