"""Private names behind ``BaseSearchCV.fit``, from several modules of scikit-learn.

``fit_context`` validates parameters and closes callbacks. ``fit_and_score`` is the
definition of a score. The others are the texts of scikit-learn's warnings and errors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sklearn.base import BaseEstimator
from sklearn.base import _fit_context as fit_context
from sklearn.metrics._scorer import _MultimetricScorer
from sklearn.model_selection._search import BaseSearchCV
from sklearn.model_selection._search import _search_estimator_has as estimator_has
from sklearn.model_selection._validation import (
    _fit_and_score,
)
from sklearn.model_selection._validation import (
    _insert_error_scores as insert_error_scores,
)
from sklearn.model_selection._validation import (
    _score as score,
)
from sklearn.model_selection._validation import (
    _warn_or_raise_about_fit_failures as warn_or_raise_about_fit_failures,
)
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.metaestimators import _safe_split, available_if
from sklearn.utils.validation import _check_method_params as check_method_params
from sklearn.utils.validation import _num_samples as num_samples

from sk_hpo._compat.versions import SKLEARN

__all__ = [
    "BaseSearchCV",
    "INCONSISTENT_SPLITS",
    "Interval",
    "StrOptions",
    "available_if",
    "check_method_params",
    "estimator_has",
    "fit_and_score",
    "fit_context",
    "insert_error_scores",
    "named_scorers",
    "num_samples",
    "overrides_run_search",
    "score",
    "take_rows",
    "warn_or_raise_about_fit_failures",
]

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
    """Return whether a search lists its candidates in a `_run_search` of its own."""
    return type(search)._run_search is not BaseSearchCV._run_search


def take_rows(X: Any, y: Any, rows: Any) -> Any:
    """Return rows of X and y, where X is not a matrix of kernels or distances."""
    return _safe_split(BaseEstimator(), X, y, rows)


def _without_callbacks(
    *args: Any, caller: Any = None, callback_ctx: Any = None, **kwargs: Any
) -> dict[str, Any]:
    """``_fit_and_score`` before 1.9, when it took no callbacks."""
    return _fit_and_score(*args, **kwargs)  # type: ignore[no-any-return]


fit_and_score: Callable[..., dict[str, Any]] = (
    _fit_and_score if SKLEARN >= (1, 9) else _without_callbacks
)
