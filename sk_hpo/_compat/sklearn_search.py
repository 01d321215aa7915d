"""Private names that ``BaseSearchCV.fit`` uses, from several modules of scikit-learn.

``fit_context`` validates parameters and closes callbacks. ``fit_and_score`` defines
what a score is. Others format results, or give scikit-learn's warnings and errors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sklearn import base
from sklearn.metrics._scorer import _MultimetricScorer
from sklearn.model_selection import _search, _validation
from sklearn.utils import _param_validation, validation
from sklearn.utils.metaestimators import _safe_split

from sk_hpo._compat.versions import SKLEARN

BaseSearchCV = _search.BaseSearchCV
estimator_has = _search._search_estimator_has
fit_context = base._fit_context
Interval, StrOptions = _param_validation.Interval, _param_validation.StrOptions

insert_error_scores = _validation._insert_error_scores
score = _validation._score
warn_or_raise_about_fit_failures = _validation._warn_or_raise_about_fit_failures
check_method_params = validation._check_method_params
num_samples = validation._num_samples
safe_split = _safe_split

# scikit-learn 1.9 reworded the message; its own tests match the wording.
INCONSISTENT_SPLITS = (
    "cv.split and cv.get_n_splits "
    + ("return" if SKLEARN >= (1, 9) else "returned")
    + " inconsistent results. Expected {expected} splits, got {got}"
)


def named_scorers(scorers: Any) -> Any:
    """Return the dict of scorers of several metrics, or a single scorer as it is."""
    return scorers._scorers if isinstance(scorers, _MultimetricScorer) else scorers


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
    return _safe_split(base.BaseEstimator(), X, y, rows)


def _without_callbacks(
    *args: Any, caller: Any = None, callback_ctx: Any = None, **kwargs: Any
) -> Any:
    """Call ``_fit_and_score`` of a version before 1.9, which takes no callbacks."""
    return _validation._fit_and_score(*args, **kwargs)


fit_and_score: Callable[..., dict[str, Any]] = (
    _validation._fit_and_score if SKLEARN >= (1, 9) else _without_callbacks
)
