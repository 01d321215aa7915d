"""True values that are labels, and the predicted labels of the same rows.

Notation: y (n,) true, p (n,) predicted, values (k,) the sorted labels in y.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.metrics.metric import NotPlainError, one_column

# scikit-learn may warn about more than SMALL rows if the number of labels is large
# compared to them; its thresholds, a quarter and a half, are above MANY.
SMALL = 20
MANY = 0.2
EXACT = 2.0**53  # all integers up to it are floats


class Labels:
    """True values of a classification into two classes or more.

    Parameters
    ----------
    y : array-like
    """

    def __init__(self, y: Any) -> None:
        self.y = one_column(y)
        _check(self.y)
        self.values, self.codes = np.unique(self.y, return_inverse=True)
        if self.many(len(self.values)):
            raise NotPlainError("scikit-learn may warn about this many labels")

    def many(self, n_labels: int) -> bool:
        """Return whether scikit-learn may warn about this many labels."""
        return len(self.y) > SMALL and n_labels > MANY * len(self.y)

    def other_than(self, pos_label: Any) -> Any:
        """Return the other of two labels; raise an error if there are no such two."""
        if len(self.values) != 2 or pos_label not in self.values.tolist():
            raise NotPlainError("the labels are not pos_label and one other")
        first, second = self.values
        return second if first == pos_label else first

    def check(self, p: Any) -> None:
        """Raise an error if predicted values are not plain labels of the same kind."""
        y = self.y
        if type(p) is not np.ndarray or p.shape != y.shape:
            raise NotPlainError("the predictions are not a plain column")
        if p.dtype != y.dtype and not p.dtype.kind == y.dtype.kind == "U":
            raise NotPlainError("the predictions are not of the labels' dtype")
        _check(p)

    def n_correct(self, p: np.ndarray) -> int:
        """Return how many of the predicted labels are correct."""
        correct = int(np.count_nonzero(self.y == p))
        if self.many(len(self.values) + len(p) - correct) and self.many(_n_labels(p)):
            raise NotPlainError("scikit-learn may warn about this many predictions")
        return correct

    def codes_of(self, p: np.ndarray) -> np.ndarray:
        """Return the positions of the predicted labels in `values`."""
        codes = np.searchsorted(self.values, p)
        codes[codes == len(self.values)] = 0
        if not (self.values[codes] == p).all():
            raise NotPlainError("a predicted label is not among the true ones")
        return codes


def _check(y: np.ndarray) -> None:
    kind = y.dtype.kind
    if kind in "iubU":
        return
    if kind == "O":
        if set(map(type, y.tolist())) != {str}:
            raise NotPlainError("not all labels are strings")
    elif kind != "f" or not ((np.abs(y) < EXACT) & (np.trunc(y) == y)).all():
        raise NotPlainError("not all labels are integers or strings")


def _n_labels(p: np.ndarray) -> int:
    """Return an upper bound of the number of different labels."""
    if p.dtype.kind in "iu":
        span = int(p.max()) - int(p.min()) + 1
        if span < MANY * len(p):
            return span
    return len(set(p.tolist()))
