"""Arguments that other packages' searches have, and ours call by another name.

The advice is that of the pages in docs/coming_from.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import wraps
from typing import Any

_PAGES = "docs/coming_from"
PAGE = f"{_PAGES}/scikit_optimize.rst"

# The advice on each argument, by the page that has it.
OF_THE_CLASS: dict[str, dict[str, str]] = {
    PAGE: {
        "optimizer_kwargs": (
            "nothing to set: one model and one search loop. For n_initial_points and "
            "initial_point_generator, initial_points=[{...}, ...]: points to begin "
            "with, by default the estimator's current settings"
        ),
        "fit_params": "fit(X, y, **fit_params)",
        "iid": "scikit-learn has removed iid",
    },
    f"{_PAGES}/optuna.rst": {
        "n_trials": "n_iter",
        "storage": 'checkpoint="search.db"',
        "callbacks": "callback=f, f(trial, search); return True",
    },
    f"{_PAGES}/flaml.rst": {
        "time_budget": "timeout=60; the refit follows and is not limited",
        "max_iter": "n_iter",
        "metric": 'scoring="neg_log_loss"',
        "starting_points": "initial_points",
        "points_to_evaluate": "initial_points, prior_results",
        "n_concurrent_trials": "n_points, and n_jobs for the workers",
    },
    f"{_PAGES}/tune_sklearn.rst": {
        "time_budget_s": "timeout",
        "early_stopping": "none for epochs; racing=True stops after a few splits",
        "local_dir": 'checkpoint="search.db"',
    },
    f"{_PAGES}/scikit_learn.rst": {
        "param_distributions": "search_spaces, the second argument",
        "param_grid": "search_spaces, the second argument",
    },
}
POSITIONAL = "arguments after the space are keyword-only: n_iter=50"
OF_FIT = {
    "callback": (
        "callback is an argument of the search, not of its fit: {name}(..., "
        "callback=f), called as f(trial, search)"
    ),
}


def explains_arguments(init: Callable[..., None]) -> Callable[..., None]:
    """Decorate the ``__init__`` of a search: the errors say what to write instead."""
    accepted = list(inspect.signature(init).parameters)[1:]

    @wraps(init)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        name = type(self).__name__
        if len(args) > 2:
            raise TypeError(
                f"{name} takes the estimator and the space as positional arguments, "
                f"got {len(args)}; {POSITIONAL} ({PAGE})"
            )
        for argument in kwargs:
            if argument not in accepted:
                advice = _advice(argument, accepted)
                raise TypeError(f"{name} has no argument {argument}; {advice}")
        init(self, *args, **kwargs)

    return __init__


def _advice(argument: str, accepted: list[str]) -> str:
    """Return what to write in place of an argument that is not accepted."""
    for page, advice in OF_THE_CLASS.items():
        if argument in advice:
            return f"{advice[argument]} ({page})"
    close = get_close_matches(argument, accepted, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return f"it has {', '.join(accepted)}"


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
            raise TypeError(f"{advice.format(name=name)} ({PAGE})")
