"""Private names that ``BaseSearchCV.fit`` uses, from several modules of scikit-learn.

``fit_context`` validates parameters and closes callbacks. ``fit_and_score`` defines
what a score is. Others format results, or give scikit-learn's warnings and errors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sklearn.base import BaseEstimator
from sklearn.model_selection import GridSearchCV

from sk_hpo._compat.sklearn_scorer import MultimetricScorer, named
from sk_hpo._compat.versions import (
    LOST,
    NO_SHARING,
    SKLEARN,
    check_arguments,
    lost,
    private,
    replacement,
)

UNCHECKED = "arguments of searches are not checked"
OWN_MESSAGES = "messages are those of sk_hpo"
OWN_METHODS = "sk_hpo does the same by public names"
_CHECKS = {
    "sklearn.base._fit_context": ["prefer_skip_nested_validation"],
    "sklearn.utils._param_validation.Interval": ["type", "left", "right", "closed"],
    "sklearn.utils._param_validation.StrOptions": ["options"],
}

# The private class is the base of a public one.
BaseSearchCV: Any = GridSearchCV.__base__
estimator_has = private(
    "sklearn.model_selection._search._search_estimator_has", OWN_MESSAGES, ["attr"]
)
fit_context, Interval, StrOptions = (
    private(path, UNCHECKED, takes) for path, takes in _CHECKS.items()
)
if LOST.keys() & _CHECKS.keys():
    # the check understands its own kinds of constraints, and no others
    fit_context, Interval, StrOptions = map(replacement, _CHECKS)

_ARGUMENTS = (
    *("estimator", "X", "y", "scorer", "train", "test", "verbose", "parameters"),
    *("fit_params", "score_params", "return_train_score", "return_n_test_samples"),
    *("return_times", "split_progress", "candidate_progress", "error_score"),
)
_VALIDATION = "sklearn.model_selection._validation"
_OF_RESULTS = ("results", "error_score")
insert_error_scores = private(
    f"{_VALIDATION}._insert_error_scores", OWN_METHODS, _OF_RESULTS
)
score = private(
    f"{_VALIDATION}._score",
    NO_SHARING,
    ["estimator", "X_test", "y_test", "scorer", "score_params", "error_score"],
)
warn_or_raise_about_fit_failures = private(
    f"{_VALIDATION}._warn_or_raise_about_fit_failures", OWN_MESSAGES, _OF_RESULTS
)
check_method_params = private(
    "sklearn.utils.validation._check_method_params",
    NO_SHARING,
    ["X", "params", "indices"],
)
num_samples = private("sklearn.utils.validation._num_samples", NO_SHARING, ["x"])
safe_split = private(
    "sklearn.utils.metaestimators._safe_split",
    NO_SHARING,
    ["estimator", "X", "y", "indices", "train_indices"],
)

# scikit-learn 1.9 reworded the message; its own tests match the wording.
INCONSISTENT_SPLITS = (
    "cv.split and cv.get_n_splits "
    + ("return" if SKLEARN >= (1, 9) else "returned")
    + " inconsistent results. Expected {expected} splits, got {got}"
)


def named_scorers(scorers: Any) -> Any:
    """Return the dict of scorers of several metrics, or a single scorer as it is."""
    return named(scorers) if isinstance(scorers, MultimetricScorer) else scorers


def overrides_run_search(search: Any) -> bool:
    """Return whether the class of a search defines its own `_run_search`."""
    return type(search)._run_search is not BaseSearchCV._run_search


def scorers_of_search(search: Any) -> tuple[Any, Any]:
    """Return the scorers of a search, and the name of the metric that refit uses."""
    scorers, refit_metric = search._get_scorers()
    return scorers, refit_metric


def routed_for_fit(search: Any, params: dict[str, Any]) -> Any:
    """Return where a search sends the parameters that its ``fit`` is called with."""
    return search._get_routed_params_for_fit(params)


def splitter_of_fit(search: Any) -> Any:
    """Return the splitter that a fitted search has used; None if it is not known.

    Splits that were given as an iterator are in it.
    """
    return getattr(search, "_checked_cv_orig", None)


def take_rows(X: Any, y: Any, rows: Any) -> Any:
    """Return rows of X and y; X must not be a matrix of kernels or distances."""
    return safe_split(BaseEstimator(), X, y, rows)


def _without_callbacks(
    *args: Any, caller: Any = None, callback_ctx: Any = None, **kwargs: Any
) -> Any:
    """Call ``_fit_and_score`` of a version before 1.9, which takes no callbacks."""
    scored: dict[str, Any] = _fit_and_score(*args, **kwargs)
    return scored


_fit_and_score = private(
    f"{_VALIDATION}._fit_and_score",
    "fits print no messages and call no callbacks of scikit-learn",
    takes=(*_ARGUMENTS, *(("caller", "callback_ctx") if SKLEARN >= (1, 9) else ())),
)
fit_and_score: Callable[..., dict[str, Any]] = (
    _fit_and_score if SKLEARN >= (1, 9) else _without_callbacks
)

_METHODS = {
    "_check_refit_for_multimetric": ["self", "scores"],
    "_format_results": ["self", "candidate_params", "n_splits", "out", "more_results"],
    "_get_routed_params_for_fit": ["self", "params"],
    "_get_scorers": ["self"],
    "_select_best_index": ["refit", "refit_metric", "results"],
}


def _with_all_methods(base: Any) -> Any:
    """Return the base class of searches, with those methods that it has lost."""
    own: dict[str, Any] = {}
    for name, takes in _METHODS.items():
        try:
            check_arguments(getattr(base, name), takes)
        except (AttributeError, TypeError, ValueError) as error:
            lost(f"{base.__qualname__}.{name}", OWN_METHODS, error)
            own[name] = vars(replacement("SearchMethods"))[name]
    return type(base.__name__, (base,), own) if own else base


SearchBase = _with_all_methods(BaseSearchCV)
