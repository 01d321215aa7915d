"""The classes of the data, and responses with a column for each of them.

The training rows of a split may lack a class. The estimator then has no column for it.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn.base import is_classifier

from sk_hpo.ensemble.searched_problem import member
from sk_hpo.problem import Problem

PROBABILITIES = "predict_proba"
LOG_PROBABILITIES = "predict_log_proba"
DECISIONS = "decision_function"
# What the response of a class is that an estimator has not seen, as in
# ``cross_val_predict``.
UNSEEN = {
    PROBABILITIES: 0.0,
    LOG_PROBABILITIES: np.finfo(np.float64).min,
    DECISIONS: np.finfo(np.float64).min,
}

# Sorted classes; a list of them if y has several columns; None without classes.
Classes = np.ndarray | list[np.ndarray] | None


def classes_of(problem: Problem, params: Mapping[str, Any]) -> Classes:
    """Return the classes of the target, None if a candidate is no classifier.

    The search's own estimator may be a Pipeline whose model the candidates replace.
    """
    if problem.y is None or not is_classifier(member(problem, params)):
        return None
    y = problem.y.toarray() if issparse(problem.y) else np.asarray(problem.y)
    if y.ndim == 2 and y.shape[1] > 1:
        return [np.unique(column) for column in y.T]
    return np.unique(y)


def tell_of_unseen(problem: Problem, classes: Classes, method: str) -> None:
    """Warn if the training rows of a split lack a class, which a method then misses."""
    if method not in UNSEEN or not isinstance(classes, np.ndarray):
        return
    y = np.asarray(problem.y).reshape(-1)
    missing = [np.setdiff1d(classes, y[train]) for train, _ in problem.splits]
    lacking = [split for split, some in enumerate(missing) if len(some)]
    if lacking:
        first = lacking[0]
        warnings.warn(
            f"the training rows of {len(lacking)} of the {len(missing)} splits lack a "
            f"class, the first those of split {first}, which lack "
            f"{missing[first].tolist()}. The result of {method} for such a class is "
            f"{UNSEEN[method]:.3g} there. Stratified splits have all classes",
            UserWarning,
            stacklevel=3,
        )


def aligned(response: Any, estimator: Any, classes: Classes, method: str) -> np.ndarray:
    """Return a response with a column for each class, in their order.

    Parameters
    ----------
    response : array-like or list of array-like
        What the method returned. A list has one array per column of y; its arrays are
        put side by side.
    estimator : estimator
        Fitted.
    classes : ndarray, list of ndarray or None
        Those of all rows.
    method : str

    Returns
    -------
    ndarray of shape (n,) or (n, n_columns)

    Raises
    ------
    ValueError
        If the columns can't be assigned to classes.
    """
    known: Any = getattr(estimator, "classes_", None)
    if isinstance(response, list) and isinstance(classes, list):
        return np.hstack(
            [
                _columns(np.asarray(one), np.asarray(its), all_, method)
                for one, its, all_ in zip(response, known, classes, strict=True)
            ]
        )
    response = response.toarray() if issparse(response) else np.asarray(response)
    if method in UNSEEN and isinstance(classes, np.ndarray) and known is not None:
        response = _columns(response, np.asarray(known), classes, method)
    found: np.ndarray = response
    return found


def _columns(
    response: np.ndarray, known: np.ndarray, classes: np.ndarray, method: str
) -> np.ndarray:
    if len(known) == len(classes):
        return response
    if response.ndim != 2 or response.shape[1] != len(known):
        raise ValueError(
            f"the training rows have {len(known)} of the {len(classes)} classes, and "
            f"{method} has no column for each of them. Search with splits that have "
            "all classes in their training rows, such as StratifiedKFold"
        )
    found = np.full((len(response), len(classes)), UNSEEN[method])
    found[:, np.searchsorted(classes, known)] = response
    return found


def coded(labels: np.ndarray, classes: Classes) -> np.ndarray | None:
    """Return the numbers of labels among the classes; None if one is not there."""
    if not isinstance(classes, np.ndarray) or labels.ndim != 1:
        return None
    if labels.dtype.kind != classes.dtype.kind:
        return None
    codes = np.searchsorted(classes, labels)
    codes = np.minimum(codes, len(classes) - 1)
    if not np.array_equal(classes[codes], labels):
        return None
    return codes.astype(np.min_scalar_type(len(classes)))
