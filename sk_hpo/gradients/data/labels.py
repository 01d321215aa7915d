"""Class labels as numbers that a model's equations and a criterion take.

Notation: n rows, t classes in the order of ``classes_``. With two classes there is one
column, for the second class, of shape (n,); with more there is one for each class, of
shape (n, t). Signs are -1 and 1, indicators 0 and 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.utils.class_weight import compute_sample_weight

from sk_hpo.gradients.data.splits import Rows, Splits
from sk_hpo.gradients.types import FloatArray, NotDifferentiableError

Labels = npt.NDArray[Any]


def classes_of(splits: Splits) -> Labels:
    """Return the classes; every split must have all of them in its training rows.

    Parameters
    ----------
    splits : Splits

    Returns
    -------
    ndarray of shape (t,)

    Raises
    ------
    NotDifferentiableError
        If a label is not a scalar, there is a single class, or a split lacks a class.
    """
    splits.reject_several_targets()
    try:
        learnt = [learnt_classes(train, test) for train, test in splits]
    except TypeError as error:
        raise NotDifferentiableError(f"labels cannot be sorted: {error}") from error
    classes = learnt[0]
    if not all(np.array_equal(own, classes) for own in learnt):
        raise NotDifferentiableError(
            "the splits differ in the classes of their training rows"
        )
    return classes


def learnt_classes(train: Rows, test: Rows) -> Labels:
    """Return the classes of a split's training rows.

    Raises
    ------
    NotDifferentiableError
        If there is only one class, or the test rows have a class that the training
        rows lack.
    """
    classes: Labels = np.unique(train.y)
    if len(classes) < 2:
        raise NotDifferentiableError("a split trains on one class only")
    if not np.isin(test.y, classes).all():
        raise NotDifferentiableError(
            "the test rows of a split have a class that its training rows lack"
        )
    return classes


def indicators(classes: Labels, y: Labels) -> FloatArray:
    """Return 1 for a row's class and 0 for the others."""
    if len(classes) == 2:
        return np.asarray(y == classes[1], dtype=np.float64)
    return np.asarray(y[:, None] == classes, dtype=np.float64)


def signs(classes: Labels, y: Labels) -> FloatArray:
    """Return 1 for a row's class and -1 for the others."""
    return 2 * indicators(classes, y) - 1


def pairs(n_classes: int) -> list[tuple[int, int]]:
    """Return the pairs (i, j) of classes with i < j, in libsvm's order."""
    return [(i, j) for i in range(n_classes) for j in range(i + 1, n_classes)]


def of_pairs(codes: npt.NDArray[np.intp], n_classes: int) -> FloatArray:
    """Return 1 for rows of a pair's first class, 0 for its second, NaN otherwise.

    Parameters
    ----------
    codes : ndarray of shape (n,)
        Numbers of classes.
    n_classes : int

    Returns
    -------
    ndarray of shape (n, P)
    """
    first, second = np.array(pairs(n_classes)).T
    own = np.where(codes[:, None] == first, 1.0, np.nan)
    return np.where(codes[:, None] == second, 0.0, own)


def votes(won: FloatArray, n_classes: int) -> npt.NDArray[np.intp]:
    """Return the class that wins most pairs, the first one if several do.

    Parameters
    ----------
    won : ndarray of shape (n, P)
        Positive if a pair's first class wins, not positive if its second does, NaN for
        other rows.
    n_classes : int

    Returns
    -------
    ndarray of shape (n,)
    """
    first, second = np.eye(n_classes)[np.array(pairs(n_classes)).T]
    count = (won > 0) @ first + (won <= 0) @ second
    return np.asarray(count.argmax(axis=1))


class SignedSplits(Splits):
    """Splits with signs as targets for training and indicators for testing.

    Parameters
    ----------
    splits : Splits
    classes : ndarray of shape (t,)
    class_weight : dict, "balanced" or None
        Factors of the weights of the fit.
    """

    def __init__(self, splits: Splits, classes: Labels, class_weight: Any) -> None:
        self.splits, self.classes, self.class_weight = splits, classes, class_weight
        self.n_splits = splits.n_splits

    def train(self, k: int) -> Rows:
        rows = self.splits.train(k)
        if not self.class_weight:
            return self._signed(rows, rows.s)
        # "balanced" balances numbers of rows here, not sums of weights
        factors = compute_sample_weight(self.class_weight, rows.y)
        return self._signed(rows, factors if rows.s is None else rows.s * factors)

    def test(self, k: int) -> Rows:
        rows = self.splits.test(k)
        return Rows(rows.X, indicators(self.classes, rows.y), rows.s)

    def complements(self) -> tuple[Rows, list[Rows]] | None:
        parts = self.splits.complements()
        # weights that depend on the labels of a split differ from those of all rows
        if parts is None or self.class_weight:
            return None
        whole, left_out = parts
        return self._signed(whole, whole.s), [self._signed(r, r.s) for r in left_out]

    def _signed(self, rows: Rows, s: FloatArray | None) -> Rows:
        return Rows(rows.X, signs(self.classes, rows.y), s)
