"""Predictions of kernel ridge regression, as a sketch of a model with the same kernel.

Notation as in ``kernels/ridge.py``: n rows, of which T are training and V test rows; K
of shape (n, n); R = diag(sqrt(s)) with the weights s of the rows.

What it earns is in ``descent/kernel_scan.py``.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.kernels.left_out import solver, system
from sk_hpo.gradients.linalg.arrays import scale_rows
from sk_hpo.gradients.types import FloatArray, IntArray, Theta

# Training rows that a sketch uses at most.
MOST_ROWS = 500


class SketchedMap(InnerMap):
    """An inner map that can be sketched.

    Attributes
    ----------
    not_in_sketch : tuple of str
        Parameters, besides penalties, that a sketch does not depend on.
    """

    not_in_sketch: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def sketch(self, thetas: Sequence[Theta]) -> list[FloatArray]:
        """Approximate the responses under each theta, at a fraction of a fit's cost.

        The thetas differ in penalties only.
        """


def by_kernel_ridge(
    K: FloatArray,
    rows: tuple[IntArray, IntArray],
    y: FloatArray,
    root: FloatArray | None,
    alphas: Sequence[float],
) -> list[FloatArray]:
    """Compute K_VT R (R K_TT R + alpha I)^-1 R y for each alpha.

    If there are many rows, an evenly spread part of them is used.

    Parameters
    ----------
    K : ndarray of shape (n, n)
    rows : (ndarray, ndarray)
        T and V.
    y : ndarray of shape (T,) or (T, t)
    root : ndarray of shape (T,) or None
        sqrt(s).
    alphas : sequence of float
    """
    T, V = rows
    # the penalty is relative to the number of rows
    share = min(1.0, MOST_ROWS / len(T))
    if len(T) > MOST_ROWS:
        some = np.linspace(0, len(T) - 1, MOST_ROWS).astype(np.intp)
        T, y, root = T[some], y[some], None if root is None else root[some]
    of_test = K.take(V, axis=0).take(T, axis=1)
    among = K.take(T, axis=0).take(T, axis=1)
    if root is not None:
        y, of_test = scale_rows(root, y), of_test * root
    responses = []
    for alpha in alphas:
        solve = solver(system(among.copy(), root, share * alpha))
        responses.append(of_test @ solve(y))
    return responses
