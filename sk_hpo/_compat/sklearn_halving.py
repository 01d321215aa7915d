"""The halving searches of scikit-learn, which are experimental.

They are taken from their own module: ``enable_halving_search_cv`` would put them into
``sklearn.model_selection`` for everyone else in the process too.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from math import floor, log
from typing import Any

from sk_hpo._compat.versions import lost

try:
    from sklearn.model_selection._search_successive_halving import (
        HalvingGridSearchCV,
        HalvingRandomSearchCV,
    )
except ImportError as error:
    off = "they are imported with enable_halving_search_cv"
    lost("the module of its halving searches", off, error)
    from sklearn.experimental import enable_halving_search_cv  # noqa: F401
    from sklearn.model_selection import HalvingGridSearchCV, HalvingRandomSearchCV
_Part: Any = None  # a splitter with a part of the rows
try:
    from sklearn.model_selection import _search_successive_halving

    _Part = _search_successive_halving._SubsampleMetaSplitter
except (ImportError, AttributeError) as error:
    off = "no worker runs fits of a level of rows before it begins"
    lost("the splitter of its halving searches", off, error)

__all__ = [
    "HalvingGridSearchCV",
    "HalvingRandomSearchCV",
    "next_amount",
    "run_levels",
    "same_rows",
    "with_rows",
]


class _Unwatched:
    """Stands for a context of callbacks where there is none."""

    def subcontext(self, **_: Any) -> _Unwatched:
        return self

    def call_on_fit_task_begin(self, **_: Any) -> _Unwatched:
        return self

    def call_on_fit_task_end(self, **_: Any) -> None:
        pass


def run_levels(
    run_search: Callable[..., None], evaluate: Callable[..., Any], context: Any
) -> None:
    """Call the `_run_search` of a halving search of scikit-learn.

    Parameters
    ----------
    run_search : callable
        That of version 1.9 needs a context; those before, and a user's, may take none.
    evaluate : callable
        Evaluates the candidates of a level.
    context : CallbackContext or None
    """
    takes = "callback_ctx" in inspect.signature(run_search).parameters
    if context is not None or not takes:
        run_search(evaluate, **({"callback_ctx": context} if takes else {}))
        return

    def unwatched(*args: Any, callback_ctx: Any = None, **kwargs: Any) -> Any:
        return evaluate(*args, **kwargs)

    run_search(unwatched, callback_ctx=_Unwatched())


def next_amount(search: Any, level: int) -> int | None:
    """Return how much of the resource the next level has; None after the last level.

    It is what `_run_search` of `BaseSuccessiveHalving` computes.

    Parameters
    ----------
    search : BaseSuccessiveHalving
        In its `_run_search`.
    level : int
        The level that is about to be evaluated.
    """
    n_required = 1 + floor(log(search.n_candidates_[0], search.factor))
    times = search.max_resources_ // search.min_resources_
    n_possible = 1 + floor(log(times, search.factor))
    power = level + 1
    if search.aggressive_elimination:
        n_levels = n_required
        power = max(0, power - n_required + n_possible)
    else:
        n_levels = min(n_possible, n_required)
    if level + 1 >= n_levels:
        return None
    amount = int(search.factor**power * search.min_resources_)
    return min(amount, int(search.max_resources_))


def with_rows(cv: Any, fraction: float, random_state: Any) -> Any:
    """Return a splitter with a part of the rows of another one's splits."""
    if _Part is None:
        return None
    how = {"random_state": random_state, "subsample_test": True}
    return _Part(base_cv=cv, fraction=fraction, **how)


def same_rows(cv: Any, other: Any) -> bool:
    """Return whether two splitters draw the same part of the same splits' rows."""
    if cv is other:
        return True
    if _Part is None or {type(cv), type(other)} != {_Part}:
        return False
    mine, others = vars(cv), vars(other)
    names = ("base_cv", "random_state")
    return mine["fraction"] == others["fraction"] and all(
        mine[name] is others[name] for name in names
    )
