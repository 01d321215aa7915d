"""The data of one split, as an estimator sees it: the root, or behind some steps."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from sk_hpo.sharing.data.lent import Writers, WrittenError, is_fresh
from sk_hpo.sharing.identity.recipe import Recipe
from sk_hpo.sharing.memory import warned
from sk_hpo.sharing.memory.all_rows import AllRows, FromAllRows
from sk_hpo.sharing.memory.warned import Recorder, Warned

# The key of the rows of a split themselves.
ROOT = "fold"


class Rows:
    """Rows to be scored; made when they are first asked for.

    An error in making them, and the warnings, come to everyone who asks.

    Parameters
    ----------
    make : callable
        Returns them.
    recorder : Recorder
        Of the warnings meanwhile.
    kept : bool
        Whether they are made once. What may not be a function of the rows, a
        transformer of the user's, is asked again whenever scikit-learn would ask.
    """

    def __init__(
        self, make: Callable[[], Any], recorder: Recorder, *, kept: bool = True
    ) -> None:
        self.kept = kept
        self._make: Callable[[], Any] | None = make
        self._recorder = recorder
        self._value: Any = None
        self._error: Exception | None = None
        self._warned: Warned = ()
        self._held: tuple[Any, ...] = ()

    @classmethod
    def of(cls, value: Any, recorder: Recorder) -> Rows:
        """Rows that are there."""
        rows = cls(lambda: value, recorder)
        rows.get()
        return rows

    def get(self) -> Any:
        """The rows."""
        if self._held:
            return self._held[0]
        if not self.kept:
            assert self._make is not None
            return self._make()
        if self._make is not None:
            make, self._make = self._make, None
            with self._recorder.block() as caught:
                try:
                    self._value = make()
                except Exception as error:  # noqa: BLE001  of whatever transforms
                    self._error = error
            self._warned = tuple(caught)
        warned.give(self._warned)
        if self._error is not None:
            raise self._error
        return self._value

    @contextmanager
    def held(self) -> Iterator[Any]:
        """The rows, made once for all who ask meanwhile."""
        before, self._held = self._held, (self.get(),)
        try:
            yield self._held[0]
        finally:
            self._held = before

    def are(self, X: Any) -> bool:
        """Whether `X` is these very rows."""
        return X is not None and X is self._value


@dataclass(frozen=True, eq=False)
class View:
    """What an estimator is fitted on, and what it will be scored on.

    Parameters
    ----------
    key : hashable
        Equal for views of equal data.
    X, y : array-like
        The training rows.
    rows : tuple of Rows
        To be scored: the test rows, and maybe the training rows.
    fit_params : mapping
        For the estimator's ``fit``, already cut to the training rows.
    all_rows : AllRows or None
        All rows of the search, for an estimator that no step comes before.
    exposed : bool
        Whether other parts of the same fit see what an estimator writes into the rows:
        the scores of the training rows do where it is the first step.
    own : bool
        Whether the rows are those of one candidate, behind a step of the user's: it is
        given them as they are, since that step may hold them too.
    """

    key: Hashable
    X: Any
    y: Any
    rows: tuple[Rows, ...]
    fit_params: Mapping[str, Any] = field(default_factory=dict)
    all_rows: AllRows | None = None
    exposed: bool = True
    own: bool = False

    def behind(
        self, key: Hashable, X: Any, rows: tuple[Rows, ...], *, held: bool
    ) -> View:
        """What comes behind a transformer.

        Parameters
        ----------
        key : hashable
        X : array-like
            Its output.
        rows : tuple of Rows
            What it makes of those to be scored.
        held : bool
            Whether the output is what the transformer was given, which others see.
        """
        return View(key, X, self.y, rows, exposed=held or not is_fresh(X))

    @contextmanager
    def lent(self, recipe: Recipe, writers: Writers) -> Iterator[View]:
        """The view as its ``fit`` may have it: copies, if it may write into them."""
        if not recipe.may_write(self.X):
            yield self
            return
        writers.check(recipe.template)
        data = self.y, None if self.own else self.X, dict(self.fit_params)
        watched = True, self.exposed, self.exposed
        keeps = recipe.unknown is not None
        with writers.lend(recipe.template, data, watched=watched, keeps=keeps) as (
            y,
            X,
            fit_params,
        ):
            X = self.X if self.own else X
            yield replace(self, X=X, y=y, fit_params=fit_params)

    @contextmanager
    def rows_lent(self, rows: Rows, recipe: Recipe, writers: Writers) -> Iterator[Any]:
        """Rows to be scored as it may have them: a copy, if it may write into them."""
        X = rows.get()
        if self.own or not recipe.may_write(X):
            yield X
            return
        data, watched = (X,), (self.exposed,)
        # a scorer would take an error for one of its own: `Writers.wrote` tells of it
        keeps = recipe.unknown is not None
        lent = writers.lend(recipe.template, data, watched=watched, keeps=keeps)
        with suppress(WrittenError), lent as (own,):
            yield own

    def known(self, place: Hashable) -> FromAllRows | None:
        """Return the values of all rows for paths at a place; None if it has few."""
        if self.all_rows is None or not self.all_rows.mostly_used:
            return None
        parts = [lambda X: X is self.X, *(rows.are for rows in self.rows)]
        return FromAllRows(self.all_rows, place, parts)
