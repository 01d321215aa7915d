"""What a support vector machine of ``sklearn.svm`` keeps of its kernel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn import config_context

COVERED = ("predict", "decision_function")


def fit_on_kernel(
    estimator: Any,
    K: npt.NDArray[np.float64],
    y: Any,
    fit_params: Mapping[str, Any],
) -> None:
    """Fit as with a precomputed kernel, whatever the estimator's is.

    Parameters
    ----------
    estimator : estimator
        Of which the parameters have been checked.
    K : ndarray of shape (n, n)
        Finite.
    y : ndarray of shape (n,)
        Checked.
    fit_params : mapping
    """
    kernel = estimator.kernel
    estimator.kernel = "precomputed"
    try:
        with config_context(assume_finite=True, skip_parameter_validation=True):
            estimator.fit(K, y, **fit_params)
    finally:
        estimator.kernel = kernel


def seem_fitted_on(estimator: Any, X: npt.NDArray[np.float64], gamma: float) -> None:
    """Turn what `fit_on_kernel` has set into what a fit on X sets.

    Parameters
    ----------
    estimator : estimator
    X : ndarray of shape (n, p)
    gamma : float
        The number that its ``gamma`` stands for.
    """
    estimator.support_vectors_ = X[estimator.support_]
    estimator.shape_fit_ = X.shape
    estimator._gamma = gamma


def answer_on_kernel(
    estimator: Any, method: str, K: npt.NDArray[np.float64]
) -> npt.NDArray[Any]:
    """What a method gives for rows of which the kernel is known.

    Parameters
    ----------
    estimator : estimator
        Fitted on n rows.
    method : str
    K : ndarray of shape (m, n)
        Finite.
    """
    one = object.__new__(type(estimator))
    known = vars(one)
    known.update(vars(estimator))
    for name in (*COVERED, "feature_names_in_"):
        known.pop(name, None)
    n = K.shape[1]
    one.kernel, one._gamma = "precomputed", 0.0
    one.support_vectors_ = np.empty((0, 0))
    one.n_features_in_, one.shape_fit_ = n, (n, n)
    with config_context(assume_finite=True):
        answer: npt.NDArray[Any] = getattr(one, method)(K)
    return answer
