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

Result = Callable[..., Any]


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
        self, estimator: Any, names: Iterable[str], rows: Sequence[Rows], result: Result
    ) -> None:
        """Replace those of the methods `names` that an estimator has.

        Parameters
        ----------
        estimator : estimator
        names : iterable of str
        rows : sequence of Rows
            The rows for which the results are known.
        result : callable
            Given the name of a method, some of these rows and, for ``score``, the
            targets, returns what the method would.
        """
        for name in names if self.used else ():
            if hasattr(estimator, name):
                vars(estimator)[name] = self._method(estimator, name, rows, result)
                self._replaced.append((estimator, name))

    def _method(
        self, estimator: Any, name: str, rows: Sequence[Rows], result: Result
    ) -> Result:
        def method(X: Any, *args: Any, **kwargs: Any) -> Any:
            if len(args) == (name == "score") and not kwargs:
                for one in rows:
                    if one.are(X):
                        found = result(name, one, *args)
                        return copy.deepcopy(found) if self.copies else found
            return getattr(type(estimator), name)(estimator, X, *args, **kwargs)

        method.__name__ = name
        return method
