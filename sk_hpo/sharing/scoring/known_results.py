"""Known results of a fitted estimator, set on the instance while it is scored.

A scorer calls ``predict`` and the like on the rows that it is given. For exactly these
rows the result is often known, from a sum of trees that other candidates need too, or
from one query of neighbours. So the method is replaced, on the instance, by a function
that returns the known result. For any other rows it calls the method of the class.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sk_hpo.sharing.data.split_view import Rows


class KnownResult:
    """A method of one instance whose result is known for some rows.

    Parameters
    ----------
    estimator : estimator
        The estimator whose method is replaced.
    name : str
        The name of the method.
    rows : sequence of Rows
        The rows for which the result is known.
    result : callable
        Given some of these rows (and the targets, for ``score``), returns what the
        method would.
    copies : bool
        Whether each caller gets a copy of its own.
    """

    def __init__(
        self,
        estimator: Any,
        name: str,
        rows: Sequence[Rows],
        result: Callable[..., Any],
        *,
        copies: bool,
    ) -> None:
        self.__name__ = name
        self._estimator = estimator
        self._rows = rows
        self._result = result
        self._copies = copies

    def __call__(self, X: Any, *args: Any, **kwargs: Any) -> Any:
        if len(args) == (self.__name__ == "score") and not kwargs:
            for rows in self._rows:
                if rows.are(X):
                    result = self._result(rows, *args)
                    return copy.deepcopy(result) if self._copies else result
        return getattr(type(self._estimator), self.__name__)(
            self._estimator, X, *args, **kwargs
        )


@dataclass(eq=False)
class KnownResults:
    """The known results of estimators while a candidate is scored.

    This is a context manager. At its end the methods are as they were, and no cycle of
    references keeps an ensemble in memory.

    Parameters
    ----------
    used : bool
        False if a user-defined function is given the estimator: it may change it or
        fit it again, and then the known results would be wrong.
    copies : bool
        Whether a metric may write into the results.
    """

    used: bool = True
    copies: bool = False
    _replaced: list[tuple[Any, str]] = field(default_factory=list)

    def __enter__(self) -> KnownResults:
        return self

    def __exit__(self, *error: object) -> None:
        for estimator, name in self._replaced:
            vars(estimator).pop(name, None)
        self._replaced.clear()

    def put(
        self, estimator: Any, names: Iterable[str], rows: Sequence[Rows], result: Any
    ) -> None:
        """Replace the methods `names`; ``result(name)`` gives the function of each."""
        for name in names if self.used else ():
            vars(estimator)[name] = KnownResult(
                estimator, name, rows, result(name), copies=self.copies
            )
            self._replaced.append((estimator, name))
