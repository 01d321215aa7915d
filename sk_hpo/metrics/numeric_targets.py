"""True values that are numbers, and predicted numbers beside them.

Notation: y (n,) true, p (n,) predicted; scikit-learn computes with columns (n, 1) in
the more precise of their floating dtypes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
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


class ErrorOfColumns(Metric, ABC):
    """A metric that is an error of the columns of true and predicted values."""

    @abstractmethod
    def error(self, y: np.ndarray, p: np.ndarray) -> Any:
        """Return the error, of shape (1,)."""

    def prepare(self, y_true: Any, kwargs: Mapping[str, Any]) -> Prepared:
        return OfColumns(self, Numbers(y_true))


class OfColumns:
    """The error on some rows."""

    def __init__(self, metric: ErrorOfColumns, numbers: Numbers) -> None:
        self._error = metric.error
        self._numbers = numbers

    def score(self, p: Any) -> float:
        return finite(self._error(*self._numbers.columns(p))[0])


def finite(value: Any) -> float:
    """Return the score, or raise if it is not finite."""
    score = float(value)
    # what is not finite differs from itself when subtracted
    if score - score != 0.0:
        raise NotPlainError("the score is not finite")
    return score
