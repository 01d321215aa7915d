"""Private names of scikit-learn's histogram gradient boosting.

Notation: n rows, C trees per iteration.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.utils._openmp_helpers import _openmp_effective_n_threads

Array = npt.NDArray[np.float64]


def attributes_of(fitted: dict[str, Any]) -> dict[str, Any]:
    """Return the fitted attributes that may be copied to another ensemble.

    After early stopping by a scorer, they include the bound method ``_raw_predict`` of
    this instance, which would predict with all its trees.
    """
    return {name: value for name, value in fitted.items() if name != "_raw_predict"}


def keep_iterations(ensemble: Any, size: int) -> None:
    """Truncate an ensemble to its first iterations."""
    ensemble._predictors = ensemble._predictors[:size]


def resumable(ensemble: Any) -> Any:
    """Return a copy of an ensemble, which ``warm_start`` may fit on."""
    other = copy.copy(ensemble)
    other._predictors = list(ensemble._predictors)
    other._feature_subsample_rng = copy.deepcopy(ensemble._feature_subsample_rng)
    return other


def raw_at(ensemble: Any, X: Any, sizes: Sequence[int]) -> dict[int, Array]:
    """Return raw predictions, of shape (n, C), of an ensemble's first iterations.

    Parameters
    ----------
    ensemble : estimator
    X : array-like of shape (n, p)
    sizes : sequence of int
        Ascending. A size beyond the last iteration is for all iterations.
    """
    rows = ensemble._preprocess_X(X, reset=False)
    baseline = ensemble._baseline_prediction
    shape = rows.shape[0], ensemble.n_trees_per_iteration_
    raw = np.zeros(shape, dtype=baseline.dtype, order="F")
    raw += baseline
    n_threads = _openmp_effective_n_threads()
    found = {}
    for done, size in pairwise([0, *sizes]):
        predictors = ensemble._predictors[done:size]
        ensemble._predict_iterations(rows, predictors, raw, False, n_threads)
        found[size] = raw.copy(order="F")
    return found


def result_from_raw(ensemble: Any, method: str, X: Any, raw: Array) -> Any:
    """Return the output of a method, given the raw predictions."""
    knowing = copy.copy(ensemble)
    knowing._raw_predict = lambda X, n_threads=None: raw.copy(order="F")
    return getattr(type(ensemble), method)(knowing, X)
