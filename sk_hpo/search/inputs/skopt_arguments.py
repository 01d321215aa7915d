"""Arguments of scikit-optimize's BayesSearchCV that have no place here.

The advice is that of the table in docs/coming_from/scikit_optimize.rst.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

PAGE = "docs/coming_from/scikit_optimize.rst"

OF_THE_CLASS = {
    "optimizer_kwargs": (
        "nothing to set: one model and one search loop. For n_initial_points and "
        "initial_point_generator, initial_points=[{...}, ...]: points to begin with, "
        "by default the estimator's current settings"
    ),
    "fit_params": "fit(X, y, **fit_params)",
    "iid": "scikit-learn has removed iid",
}
POSITIONAL = "arguments after the space are keyword-only: n_iter=50"
OF_FIT = {
    "total_iterations": (
        "n_iter, or the sum of the numbers in [(space, n), ...]; after the search, "
        "len(search.trials)"
    ),
    "callback": (
        "callback is an argument of the search, not of its fit: {name}(..., "
        "callback=f), called as f(trial, search)"
    ),
}


def explains_arguments(init: Callable[..., None]) -> Callable[..., None]:
    """Decorate the ``__init__`` of a search: the errors say what to write instead."""

    @wraps(init)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        name = type(self).__name__
        if len(args) > 2:
            raise TypeError(
                f"{name} takes the estimator and the space as positional arguments, "
                f"got {len(args)}; {POSITIONAL} ({PAGE})"
            )
        for argument, advice in OF_THE_CLASS.items():
            if argument in kwargs:
                raise TypeError(f"{name} has no {argument}; {advice} ({PAGE})")
        init(self, *args, **kwargs)

    return __init__


def reject_in_fit(params: Mapping[str, Any], accepted: set[str], name: str) -> None:
    """Raise an error for an argument of ``fit`` that has no place there.

    Parameters
    ----------
    params : mapping
        The arguments of ``fit``.
    accepted : set of str
        Those that the estimator's own ``fit`` has.
    name : str
        The class of the search.

    Raises
    ------
    TypeError
    """
    for argument, advice in OF_FIT.items():
        if argument in params and argument not in accepted:
            text = advice.format(name=name)
            if not text.startswith(argument):
                text = f"fit has no {argument}; write {text}"
            raise TypeError(f"{text} ({PAGE})")
