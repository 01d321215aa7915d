"""The data of one split, as an estimator sees it: the root, or behind some steps."""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sk_hpo.sharing import warned
from sk_hpo.sharing.warned import Recorder, Warned
from sk_hpo.sharing.whole import Known, Whole

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
    """

    def __init__(self, make: Callable[[], Any], recorder: Recorder) -> None:
        self._make: Callable[[], Any] | None = make
        self._recorder = recorder
        self._value: Any = None
        self._error: Exception | None = None
        self._warned: Warned = ()

    @classmethod
    def of(cls, value: Any, recorder: Recorder) -> Rows:
        """Rows that are there."""
        rows = cls(lambda: value, recorder)
        rows.get()
        return rows

    def get(self) -> Any:
        """The rows."""
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

    def own(self, *, writes: bool) -> Any:
        """The rows; a copy for an estimator that may write into them."""
        return copy.deepcopy(self.get()) if writes else self.get()

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
    whole : Whole or None
        All rows of the search, where they are seen as they are: behind no step.
    """

    key: Hashable
    X: Any
    y: Any
    rows: tuple[Rows, ...]
    fit_params: Mapping[str, Any] = field(default_factory=dict)
    whole: Whole | None = None

    def with_params(self, fit_params: Mapping[str, Any]) -> View:
        """The same data with other parameters of ``fit``."""
        return replace(self, fit_params=fit_params)

    def training_rows(self, *, writes: bool) -> Any:
        """The training rows; a copy for an estimator that may write into them."""
        return copy.deepcopy(self.X) if writes else self.X

    def known(self, place: Hashable) -> Known | None:
        """What a path at `place` knows of all rows, if it is worth knowing."""
        if self.whole is None or not self.whole.worth:
            return None
        parts = [lambda X: X is self.X, *(rows.are for rows in self.rows)]
        return self.whole.at(place, parts)
