"""Fit and evaluate the estimators of ``sklearn.svm`` with a precomputed kernel."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn import config_context

# Methods that may be replaced on an instance by ones with known results.
METHODS = ("predict", "decision_function")


def fit_on_kernel(
    estimator: Any, K: npt.NDArray[np.float64], y: Any, fit_params: Mapping[str, Any]
) -> None:
    """Fit with a precomputed kernel, whatever the kernel of the estimator.

    Parameters
    ----------
    estimator : estimator
        An estimator whose parameters have been checked.
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
    """Replace attributes that `fit_on_kernel` has set by those of a fit on X.

    Parameters
    ----------
    estimator : estimator
    X : ndarray of shape (n, p)
    gamma : float
        The value of ``gamma`` as a number.
    """
    estimator.support_vectors_ = X[estimator.support_]
    estimator.shape_fit_ = X.shape
    estimator._gamma = gamma


def decisions_on_kernel(
    classifier: Any, K: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the decision values of rows from their kernel.

    Parameters
    ----------
    classifier : estimator
        Fitted on n rows.
    K : ndarray of shape (m, n)
        Finite.

    Returns
    -------
    ndarray of shape (m, pairs)
        For each pair of classes. With two classes, positive values mean the second.
    """
    one = _bare(classifier)
    n = K.shape[1]
    one.kernel, one._gamma = "precomputed", 0.0
    one.support_vectors_ = np.empty((0, 0))
    one.n_features_in_, one.shape_fit_ = n, (n, n)
    one.decision_function_shape = "ovo"
    with config_context(assume_finite=True):
        decisions: npt.NDArray[np.float64] = one.decision_function(K)
    return decisions.reshape(len(K), -1)


def voted(classifier: Any, decisions: npt.NDArray[np.float64]) -> npt.NDArray[Any]:
    """Return the labels for which the signs of decision values vote, as in libsvm.

    The decision values are those of `decisions_on_kernel`.
    """
    classes = classifier.classes_
    k = len(classes)
    if k == 2:
        chosen = (decisions[:, 0] > 0).astype(np.intp)
    else:
        votes = np.zeros((len(decisions), k), dtype=np.intp)
        for column, (i, j) in enumerate(combinations(range(k), 2)):
            first = decisions[:, column] > 0
            votes[:, i] += first
            votes[:, j] += ~first
        chosen = votes.argmax(axis=1)
    return np.take(classes, chosen)


def own_labels(classifier: Any, X: npt.NDArray[np.float64]) -> npt.NDArray[Any]:
    """Return libsvm's predictions of rows that have been checked."""
    return np.asarray(_bare(classifier).predict(X))


def _bare(classifier: Any) -> Any:
    """Return a copy without feature names, and with the methods of its class."""
    one = object.__new__(type(classifier))
    vars(one).update(vars(classifier))
    for name in (*METHODS, "feature_names_in_"):
        vars(one).pop(name, None)
    return one
