"""Known answers of a fitted estimator, set on the instance while it is scored.

A scorer calls ``predict`` and the like on the rows that it was given. For these very
rows the answer is often known, from a sum of trees that other candidates need too, or
from one query of neighbours. So the method is covered, on the instance, by a function
that returns the known answer. For any other rows it calls the method of the class.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sk_hpo.sharing.data.split_view import Rows

Answer = Callable[..., Any]


class Covered:
    """A method of one instance that knows its answer for some rows.

    Parameters
    ----------
    estimator : estimator
        The estimator whose method is replaced.
    name : str
        The name of the method.
    rows : sequence of Rows
        The rows for which the result is known.
    answer : callable
        Given some of these rows (and the targets, for ``score``), returns what the
        method would.
    copies : bool
        Whether each answer is the caller's own.
    """

    def __init__(
        self,
        estimator: Any,
        name: str,
        rows: Sequence[Rows],
        answer: Answer,
        *,
        copies: bool,
    ) -> None:
        self.__name__ = name
        self._estimator = estimator
        self._rows = rows
        self._answer = answer
        self._copies = copies

    def __call__(self, X: Any, *args: Any, **kwargs: Any) -> Any:
        if len(args) == (self.__name__ == "score") and not kwargs:
            for rows in self._rows:
                if rows.are(X):
                    answer = self._answer(rows, *args)
                    return copy.deepcopy(answer) if self._copies else answer
        return self._method()(X, *args, **kwargs)

    def _method(self) -> Any:
        return getattr(type(self._estimator), self.__name__).__get__(self._estimator)


class Cover:
    """Covers methods of estimators while a candidate is scored.

    A context manager: it ends with all of them as they were, and so with no cycle of
    references that would keep an ensemble in memory.

    Parameters
    ----------
    covers : bool
        False where a user-defined function is given the estimator: it may change it or
        fit it again, and then the known answers would be wrong.
    copies : bool
        Whether a metric may write into the answers.
    """

    def __init__(self, *, covers: bool = True, copies: bool = False) -> None:
        self._covers = covers
        self._copies = copies
        self._covered: list[tuple[Any, str]] = []

    def __enter__(self) -> Cover:
        return self

    def __exit__(self, *error: object) -> None:
        for estimator, name in self._covered:
            vars(estimator).pop(name, None)
        self._covered.clear()

    def put(
        self, estimator: Any, names: Iterable[str], rows: Sequence[Rows], answer: Any
    ) -> None:
        """Cover the methods `names`; ``answer(name)`` gives the function of each."""
        if not self._covers:
            return
        own = vars(estimator)
        for name in names:
            own[name] = Covered(
                estimator, name, rows, answer(name), copies=self._copies
            )
            self._covered.append((estimator, name))
