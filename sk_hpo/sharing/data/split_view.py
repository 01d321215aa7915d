"""The data of one split as an estimator sees them: unchanged, or after other steps."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Any

from sk_hpo.sharing.data.data_copies import Writers, WrittenError, is_fresh
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.memory import kept_warnings
from sk_hpo.sharing.memory.all_rows import AllRows, FromAllRows
from sk_hpo.sharing.memory.kept_warnings import Recorder, Warned

# The key of the rows of a split before any step.
ROOT = "split"


@dataclass(eq=False)
class Rows:
    """Rows to be scored, made when they are first needed.

    The error and the warnings of making them are repeated for every caller.

    Parameters
    ----------
    make : callable
        Returns the rows.
    recorder : Recorder
        Records the warnings while they are made.
    kept : bool
        Whether they are made only once. A user-defined transformer may depend on more
        than the rows, so it is called whenever scikit-learn would call it.
    """

    make: Callable[[], Any] | None
    recorder: Recorder
    _: KW_ONLY
    kept: bool = True
    _value: Any = None
    _error: Exception | None = None
    _warned: Warned = ()
    _held: tuple[Any, ...] = ()

    @classmethod
    def of(cls, value: Any, recorder: Recorder) -> Rows:
        """Return rows whose value is already available."""
        rows = cls(lambda: value, recorder)
        rows.get()
        return rows

    def get(self) -> Any:
        """Return the rows."""
        if self._held:
            return self._held[0]
        if not self.kept:
            assert self.make is not None
            return self.make()
        if self.make is not None:
            make, self.make = self.make, None
            with self.recorder.block() as caught:
                try:
                    self._value = make()
                except Exception as error:  # noqa: BLE001  of whatever transforms
                    self._error = error
            self._warned = tuple(caught)
        kept_warnings.give(self._warned)
        if self._error is not None:
            raise self._error
        return self._value

    @contextmanager
    def held(self) -> Iterator[Any]:
        """Make the rows only once within the block."""
        before, self._held = self._held, (self.get(),)
        try:
            yield self._held[0]
        finally:
            self._held = before

    def are(self, X: Any) -> bool:
        """Return whether `X` is the same object as the rows."""
        return X is not None and X is self._value


@dataclass(frozen=True, eq=False)
class View:
    """The data on which an estimator is fitted, and those on which it is scored.

    Parameters
    ----------
    key : hashable
        Equal for views of equal data.
    X, y : array-like
        The training rows.
    rows : tuple of Rows
        The rows to be scored: the test rows, and the training rows if they are scored.
    fit_params : mapping
        The parameters of ``fit``, already cut to the training rows.
    all_rows : AllRows or None
        All rows of the search; None after other steps.
    exposed : bool
        Whether other parts of the same fit see what an estimator writes into the rows.
        For example, train scores see it in the rows of the split itself.
    own : bool
        Whether the rows belong to one candidate only, after a user-defined step. They
        are not copied, since that step may keep a reference to them.
    """

    key: Hashable
    X: Any
    y: Any
    rows: tuple[Rows, ...]
    fit_params: Mapping[str, Any] = field(default_factory=dict)
    all_rows: AllRows | None = None
    exposed: bool = True
    own: bool = False

    def after(
        self, key: Hashable, X: Any, rows: tuple[Rows, ...], *, held: bool
    ) -> View:
        """Return the view after a transformer.

        Parameters
        ----------
        key : hashable
        X : array-like
            The transformer's output.
        rows : tuple of Rows
            The transformer's output for the rows to be scored.
        held : bool
            Whether the output is the transformer's input, which other parts see.
        """
        return View(key, X, self.y, rows, exposed=held or not is_fresh(X))

    @contextmanager
    def lent(self, recipe: Recipe, writers: Writers) -> Iterator[View]:
        """Yield the view for a fit, with copies if the fit may write into the data."""
        if not recipe.may_write(self.X):
            yield self
            return
        writers.check(recipe.template)
        data = self.y, None if self.own else self.X, dict(self.fit_params)
        watched = True, self.exposed, self.exposed
        keeps = recipe.unknown is not None
        loan = writers.lend(recipe.template, data, watched=watched, keeps=keeps)
        with loan as (y, X, fit_params):
            X = self.X if self.own else X
            yield replace(self, X=X, y=y, fit_params=fit_params)

    @contextmanager
    def rows_lent(self, rows: Rows, recipe: Recipe, writers: Writers) -> Iterator[Any]:
        """Yield rows to be scored, or a copy if the estimator may write into them."""
        X = rows.get()
        if self.own or not recipe.may_write(X):
            yield X
            return
        data, watched = (X,), (self.exposed,)
        # an error here would count as an error of the scorer; `Writers.wrote` reports
        # it
        keeps = recipe.unknown is not None
        lent = writers.lend(recipe.template, data, watched=watched, keeps=keeps)
        with suppress(WrittenError), lent as (own,):
            yield own

    def known(self, place: Hashable) -> FromAllRows | None:
        """Return the values of all rows for a path; None if the split has too few."""
        if self.all_rows is None or not self.all_rows.mostly_used:
            return None
        parts = [lambda X: X is self.X, *(rows.are for rows in self.rows)]
        return FromAllRows(self.all_rows, place, parts)
