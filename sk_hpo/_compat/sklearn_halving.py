"""The halving searches of scikit-learn, which are experimental.

They are taken from their own module: ``enable_halving_search_cv`` would put them into
``sklearn.model_selection`` for everyone else in the process too.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
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

__all__ = ["HalvingGridSearchCV", "HalvingRandomSearchCV", "run_levels"]


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
