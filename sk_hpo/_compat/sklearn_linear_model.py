"""Private names of ``sklearn.linear_model``: how its models are fitted.

Rules call what ``fit`` calls, in the same order, so that results are equal bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from inspect import signature
from typing import Any

from sklearn.linear_model import _ridge
from sklearn.linear_model._base import _pre_fit, _preprocess_data, _rescale_data
from sklearn.utils.validation import _check_sample_weight

solve_cholesky_kernel = _ridge._solve_cholesky_kernel

# Since 1.8 the centring rescales by the sample weights of some models. The signature
# says whether it can.
RESCALES = "rescale_with_sw" in signature(_preprocess_data).parameters


@dataclass(frozen=True)
class Centred:
    """Data as a linear model passes them to its solver: n rows, p columns, t targets.

    Parameters
    ----------
    X : ndarray of shape (n, p)
    y : ndarray of shape (n,) or (n, t)
    X_offset : ndarray of shape (p,)
    y_offset : float or ndarray of shape (t,)
    X_scale : ndarray of shape (p,)
        Ones.
    """

    X: Any
    y: Any
    X_offset: Any
    y_offset: Any
    X_scale: Any


def centred(X: Any, y: Any, *, fit_intercept: bool, weights: Any = None) -> Centred:
    """Return copies of X and y, centred if there is an intercept."""
    as_is = {"rescale_with_sw": False} if RESCALES else {}
    made = _preprocess_data(
        X, y, fit_intercept=fit_intercept, copy=True, sample_weight=weights, **as_is
    )
    return Centred(*made[:5])


def rescaled(X: Any, y: Any, sample_weight: Any) -> tuple[Any, Any]:
    """Multiply rows by the roots of their weights, for solvers that take no weights."""
    X, y, _ = _rescale_data(X, y, sample_weight)
    return X, y


def gram(
    X: Any, y: Any, *, precompute: Any, fit_intercept: bool, weights: Any = None
) -> tuple[Centred, Any, Any]:
    """Return centred and weighted data, their Gram matrix or False, and X'y.

    Coordinate descent and orthogonal matching pursuit begin with it. X and y
    are copied.
    """
    *data, matrix, Xy = _pre_fit(
        X, y, None, precompute, fit_intercept, copy=True, sample_weight=weights
    )
    return Centred(*data), matrix, Xy


def checked_weights(sample_weight: Any, X: Any, **dtype: Any) -> Any:
    """Return sample weights as an array; a single number is the weight of all rows."""
    return _check_sample_weight(sample_weight, X, **dtype)


def validate_params(estimator: Any) -> None:
    """Raise the error that ``fit`` raises if a parameter is invalid."""
    estimator._validate_params()


def prepared_for_classifier(
    estimator: Any, X: Any, y: Any, sample_weight: Any
) -> tuple[Any, Any, Any]:
    """Return X, targets of -1 and 1, and weights as ``RidgeClassifier.fit`` does.

    This sets the attributes of the estimator that ``fit`` sets before it solves.
    """
    X, _, weights, targets = estimator._prepare_data(
        X, y, sample_weight, estimator.solver
    )
    return X, targets, weights


def is_multilabel(classifier: Any) -> bool:
    """Return whether a ``RidgeClassifier`` was fitted to several labels per row."""
    return str(classifier._label_binarizer.y_type_).startswith("multilabel")


def kernel(estimator: Any, X: Any, Y: Any = None) -> Any:
    """Return the kernel of a ``KernelRidge``."""
    return estimator._get_kernel(X) if Y is None else estimator._get_kernel(X, Y)


def set_intercept(estimator: Any, data: Centred) -> None:
    """Set the ``intercept_`` of a model that has its ``coef_``."""
    estimator._set_intercept(data.X_offset, data.y_offset, data.X_scale)
