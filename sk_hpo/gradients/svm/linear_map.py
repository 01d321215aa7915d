"""Linear support vector machines of one target on one split.

Notation: n training rows, m test rows, p columns; X~ = [X, c] of shape (n, q) as in
``linalg/design_matrix.py``, so that the last of w, of shape (q,), is intercept / c and
penalised like the others, as in liblinear; u = X~ w. T of shape (n,) are the targets,
numbers or signs of a class; the bounds low <= 0 <= high of shape (n,) are weights of
the rows. A residual r = T - u has a loss beyond epsilon: if r > 0, with the weight
high, if r < 0, with -low. A hinge is the loss on one side of a sign.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

import numpy as np

from sk_hpo.gradients.data.splits import Rows
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.inner.side_by_side import SideBySide
from sk_hpo.gradients.linalg.arrays import floats
from sk_hpo.gradients.linalg.design_matrix import DesignMatrix
from sk_hpo.gradients.types import FloatArray, Theta

# T, low and high
Target = tuple[FloatArray, FloatArray, FloatArray]


class LinearMachineMap(InnerMap):
    """The inner map of one split and one target.

    Parameters
    ----------
    X : DesignMatrix
        The design matrix of the training rows.
    target : (T, low, high)
    test : Rows
    """

    def __init__(self, X: DesignMatrix, target: Target, test: Rows) -> None:
        self.X, self.X_test = X, DesignMatrix(test.X, X.constant)
        self.T, self.low, self.high = target
        self.y_test, self.s_test = floats(test.y), test.s

    @abstractmethod
    def by_rows(
        self, q: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Compute a, b of shape (n,) and v of (q,) with d(q'F)/dX = a v' + b w'."""

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self.X_test.times(w)

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        return self.X_test.transposed(g)

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        (a, v, b), p = self.by_rows(q, w, theta), self.X.p
        of_train = -(np.outer(a, v[:p]) + np.outer(b, w[:p]))
        return of_train, np.outer(g, w[:p])


def machine_of_signs(y: FloatArray, s: FloatArray) -> Target:
    """Return the target of a hinge loss, from signs y and weights s."""
    return y, np.minimum(s * y, 0), np.maximum(s * y, 0)


def joined(maps: Sequence[InnerMap], y_test: FloatArray) -> InnerMap:
    """Join the maps of one class against the rest each; two classes have one map.

    Parameters
    ----------
    maps : sequence of InnerMap
    y_test : ndarray of shape (m,) or (m, K)
    """
    return maps[0] if len(maps) == 1 else SideBySide(maps, y_test)
