"""One call of `fit` with a checkpoint: which search it is, and what is known of it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from numbers import Real
from shlex import quote
from typing import Any

from sk_hpo.journal import Journal
from sk_hpo.journal.checkpoint import Checkpoint
from sk_hpo.journal.fingerprint import NoContentError, content_of
from sk_hpo.journal.identity import Identity, identity_without_splits
from sk_hpo.journal.sqlite import SQLiteJournal
from sk_hpo.problem import Problem
from sk_hpo.trial import FoldResult

# Settings that don't tell a search from another: they are part of the problem, or
# change how much is evaluated, where and in which words, and not what comes next.
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

# Of these, what people want to read with a search's settings.
TOLD = ("scoring", "cv")

FAILED_BEFORE = (
    "checkpoint: failed fits are recorded in {!r} ({} of this search's) and were not "
    "run again; those that `fit_timeout` ended are, under a longer one. If their cause "
    'is gone, delete them: sqlite3 {} "DELETE FROM fits WHERE error IS NOT NULL"'
)

# As many characters of a setting are for people to read.
TEXT = 2000


class Recording:
    """The part of a checkpoint file that concerns a search.

    Parameters
    ----------
    search : EngineSearch
        With a `checkpoint`.

    Raises
    ------
    OSError, ValueError
        If the file can't be used.
    """

    def __init__(self, search: Any) -> None:
        self.search = search
        # Taken now: a random state among the settings changes when it is drawn from.
        self._content, self._texts = _settings(search)
        self.file = Checkpoint(search.checkpoint)
        self._base: Identity | None = None
        self._number: int | None = None
        self._failed_before = 0

    def recalled(self, result: FoldResult) -> None:
        """Take notice of a result that the file knew."""
        self._failed_before += result.fit_error is not None

    def tell_of_failures(self) -> None:
        """Warn of failed fits that the file knew: who has mended something waits."""
        if self._failed_before:
            path = str(self.search.checkpoint)
            text = FAILED_BEFORE.format(path, self._failed_before, quote(path))
            warnings.warn(text, UserWarning, stacklevel=2)

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    def journal(self, problem: Problem, choices: Iterable[Any] = ()) -> Journal:
        """The journal of the search on a problem.

        Parameters
        ----------
        problem : Problem
            On any splits, all else being as before.
        choices : iterable of object
            The values among which the search may choose.
        """
        number = self._problem(problem)
        limit = self.search.fit_timeout
        rounded = bool(self.search.share_fits) and not self.search._bitwise
        return SQLiteJournal(
            self.file, number, self._search(number), choices, limit, rounded=rounded
        )

    def seed(self, problem: Problem, draw: Callable[[], int]) -> int:
        """The search's seed: the one that it began with, or a new one."""
        return self.file.seed(self._search(self._problem(problem)), draw())

    def _problem(self, problem: Problem) -> int:
        if self._base is None:
            self._base = identity_without_splits(problem)
        return self.file.problem(self._base.with_splits(problem.splits), problem)

    def _search(self, problem: int) -> int:
        """Its number; of a search on several splits, that on the first of them."""
        if self._number is None:
            name = type(self.search).__qualname__
            self._number = self.file.search(problem, self._content, name, self._texts)
        return self._number


def _settings(search: Any) -> tuple[str, dict[str, str]]:
    """The fingerprint of what makes a search what it is, and words for it."""
    settings = {
        name: value
        for name, value in search.get_params(deep=False).items()
        if name not in NOT_OF_A_SEARCH
    }
    if settings.get("prior_results") is not None:
        settings["prior_results"] = _scores(settings["prior_results"])
    if isinstance(search.refit, str) and "n_points" in settings:
        settings["guided by"] = search.refit
    try:
        content = content_of((type(search), settings))
    except NoContentError as error:
        raise NoContentError(
            f"checkpoint: this search could not be found again, since {error}"
        ) from error
    settings.update((name, getattr(search, name)) for name in TOLD)
    return content, {name: repr(value)[:TEXT] for name, value in settings.items()}


def _scores(results: Any) -> Any:
    """Of results from elsewhere what a strategy is told."""
    table = getattr(results, "cv_results_", results)
    if not hasattr(table, "items"):
        return table
    return {
        name: column
        for name, column in table.items()
        if name == "params" or name.startswith("mean_test_")
    }


class Draws:
    """Tells, once, of what would not come out the same when a search is resumed.

    Parameters
    ----------
    estimator : estimator
    cv : splitter
    rows : array-like
        Of the shape of training rows.
    """

    def __init__(self, estimator: Any, cv: Any, rows: Any) -> None:
        self.estimator = estimator
        self.rows = rows
        self._told = False
        self._seen: set[tuple[Any, ...]] = set()
        if getattr(cv, "random_state", 0) is None and getattr(cv, "shuffle", True):
            warnings.warn(
                f"checkpoint: {type(cv).__name__} splits anew for every call of fit, "
                "so nothing that was recorded will be found: set an int as its "
                "random_state",
                UserWarning,
                stacklevel=2,
            )

    def look_at(self, params: dict[str, Any]) -> None:
        """Look at a candidate, if it has a value as no other before has had.

        A number is as another: a search may have a hundred thousand.
        """
        kinds = {(name, *_kind(value)) for name, value in params.items()}
        if self._told or (self._seen and kinds <= self._seen):
            return
        self._seen |= kinds or {()}
        # Here: a search without checkpoint need not load what shares.
        from sk_hpo.sharing.identity.recipe import Recipe

        if Recipe(self.estimator, params).draws_somewhere(self.rows):
            self._told = True
            names = _undrawn(self.estimator, params)
            warnings.warn(
                "checkpoint: the estimator may draw anew for every fit, so that a "
                "resumed search is not exactly what it would have been without "
                f"interruption: set an int as {' and '.join(names) or 'random_state'}",
                UserWarning,
                stacklevel=2,
            )


def _kind(value: Any) -> tuple[Any, ...]:
    if isinstance(value, str | bool | None):
        return type(value), value
    return (type(value),) if isinstance(value, Real) else (type(value), id(value))


def _undrawn(estimator: Any, params: dict[str, Any]) -> list[str]:
    """The names of the random states that are None."""
    found = dict(estimator.get_params(deep=True))
    for name, value in params.items():
        found[name] = value
        if hasattr(value, "get_params"):  # in the place of another
            found = {n: v for n, v in found.items() if not n.startswith(f"{name}__")}
            inside = value.get_params(deep=True)
            found.update((f"{name}__{n}", v) for n, v in inside.items())
    found.update(params)
    return [n for n, v in found.items() if n.endswith("random_state") and v is None]
