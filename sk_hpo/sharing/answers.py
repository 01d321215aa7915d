"""What a fitted estimator answers on the rows to be scored, remembered on it.

A scorer calls ``predict`` and the like of an estimator on the rows that it was given.
For these very rows the answer is often known: from a sum of trees that other candidates
need too, from one neighbour query. So the method is covered, on the instance, by a
function that knows it; for any other rows it calls the method of the class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sk_hpo.sharing.view import Rows

# Methods of a fitted estimator whose answer depends on nothing but X.
METHODS = (
    "predict",
    "predict_proba",
    "predict_log_proba",
    "decision_function",
    "score_samples",
    "transform",
)

Answer = Callable[..., Any]


class Covered:
    """A method of one instance that knows its answer for some rows.

    Parameters
    ----------
    estimator : estimator
        Whose method it covers.
    name : str
        Of the method.
    rows : sequence of Rows
        For which the answer is known.
    answer : callable
        Given some of these rows (and the targets, for ``score``), returns what the
        method would.
    state : mapping
        What the estimator has: parameters and what was fitted. A scorer may fit it
        again, or set something.
    """

    def __init__(
        self,
        estimator: Any,
        name: str,
        rows: Sequence[Rows],
        answer: Answer,
        state: Mapping[str, Any],
    ) -> None:
        self.__name__ = name
        self._estimator = estimator
        self._rows = rows
        self._answer = answer
        self._state = state

    def __call__(self, X: Any, *args: Any, **kwargs: Any) -> Any:
        own = len(args) == (self.__name__ == "score") and not kwargs
        if own and self._is_as_it_was():
            for rows in self._rows:
                if rows.are(X):
                    return self._answer(rows, *args)
        return self._method()(X, *args, **kwargs)

    def _is_as_it_was(self) -> bool:
        now = vars(self._estimator)
        return all(now.get(name) is value for name, value in self._state.items())

    def _method(self) -> Any:
        return getattr(type(self._estimator), self.__name__).__get__(self._estimator)

    def __reduce__(self) -> tuple[Any, ...]:
        # a pickle or a deep copy of the estimator has its own plain method again
        return getattr, (self._estimator, self.__name__)


class Cover:
    """Covers methods of estimators while a candidate is scored.

    A context manager: it ends with all of them as they were, and so with no cycle of
    references that would keep an ensemble in memory.
    """

    def __init__(self) -> None:
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
        own = vars(estimator)
        state = {k: value for k, value in own.items() if not isinstance(value, Covered)}
        for name in names:
            own[name] = Covered(estimator, name, rows, answer(name), state)
            self._covered.append((estimator, name))
