"""True values that are numbers, and the predicted numbers of the same rows.

Notation: y (n,) true, p (n,) predicted; scikit-learn computes with columns (n, 1) in
the more precise of their floating dtypes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from sk_hpo.metrics.metric import Metric, NotPlainError, Prepared, one_column

FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


class Numbers:
    """True values of a regression.

    Parameters
    ----------
    y : array-like
    """

    def __init__(self, y: Any) -> None:
        self._y = one_column(y)
        kind = self._y.dtype.kind
        if kind not in "iu" and self._y.dtype not in FLOATS:
            raise NotPlainError("the true values are not plain numbers")
        if not np.isfinite(self._y).all():
            raise NotPlainError("not all true values are finite")
        self._columns: dict[np.dtype[Any], np.ndarray] = {}

    def pair(self, p: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return the true and the predicted values, or raise `NotPlainError`."""
        y = self._y
        if type(p) is not np.ndarray or p.shape != y.shape or p.dtype not in FLOATS:
            raise NotPlainError("the predictions are not plain numbers")
        return y, p

    def columns(self, p: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return the true and the predicted values, both (n, 1) and of one dtype."""
        y, p = self.pair(p)
        kind = p.dtype if y.dtype.kind != "f" else np.result_type(y.dtype, p.dtype)
        if kind not in self._columns:
            self._columns[kind] = y.astype(kind, copy=False).reshape(-1, 1)
        return self._columns[kind], p.astype(kind, copy=False).reshape(-1, 1)


# Returns the error, of shape (1,), from columns of true and predicted values.
Error = Callable[[np.ndarray, np.ndarray], Any]


def metric_of_error(error: Error) -> Metric:
    """Return the metric that is an error of columns of true and predicted values."""
    return Metric(partial(_prepare, error))


def _prepare(error: Error, y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
    numbers = Numbers(y_true)
    return lambda p: finite(error(*numbers.columns(p))[0])


def finite(value: Any) -> float:
    """Return the score, or raise `NotPlainError` if it is not finite."""
    score = float(value)
    if not math.isfinite(score):
        raise NotPlainError("the score is not finite")
    return score
