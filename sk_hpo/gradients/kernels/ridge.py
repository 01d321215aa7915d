"""The inner map of regression on a kernel matrix (hypergradients, (18)).

Notation: n rows, of which T are training and V test rows; K of shape (n, n) the kernel
of all n; R = diag(sqrt(s)) with the weights s of the rows, alpha a noise; y of shape
(n,) or (n, t) with 0 outside T, centred by ybar and scaled by sy where the model does
so; w of the shape of y with 0 outside T: the dual coefficients are R w.

    F = R_T (K_TT R_T w - y_T) + alpha w      H = A_TT, A = R K R + alpha I
    u = ybar + sy K_VT R w

If the splits are rows of one matrix, they share K; if they train on all rows that they
do not test, they also share one inverse (``kernels/left_out.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sk_hpo.gradients.data.splits import Rows, Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.kernels.left_out import LeftOut, solver, system
from sk_hpo.gradients.kernels.matrix import Gram
from sk_hpo.gradients.kernels.sketch import SketchedMap, by_kernel_ridge
from sk_hpo.gradients.kernels.splits import row_sets
from sk_hpo.gradients.linalg.arrays import floats, outer, scale_rows
from sk_hpo.gradients.linalg.systems import Solve
from sk_hpo.gradients.types import FloatArray, IntArray, Matrix, Theta

# n x n matrices that are held at once: distances, kernel, its derivatives, inverse
MATRICES = 6


def kernel_maps(
    splits: Splits, gram_of: Callable[[Matrix], Gram], *, scaled: bool = False
) -> list[InnerMap]:
    """Make the map of every split, with one kernel matrix for all if possible.

    Parameters
    ----------
    splits : Splits
    gram_of : callable
        Make the kernel matrix of X.
    scaled : bool, default=False
        Whether y is centred and scaled by the training rows of each split.
    """
    maps: list[InnerMap] = []
    for rows, pairs in row_sets(splits, shared=MATRICES):
        gram = gram_of(rows.X)
        made = [
            KernelMap(gram, rows, split, splits.test(len(maps) + k), scaled)
            for k, split in enumerate(pairs)
        ]
        # for one split a Cholesky factor costs less
        if len(made) > 1 and all(len(f.T) + len(f.V) == len(rows.y) for f in made):
            whole = LeftOut(
                gram, made[0].root, [f.V for f in made], [f.Ry for f in made]
            )
            for k, inner in enumerate(made):
                inner.shared = (whole, k)
        maps += made
    return maps


class KernelMap(SketchedMap):
    """The inner map of one split.

    Parameters
    ----------
    gram : Gram
    rows : Rows
        All n, with the weights of the fit.
    split : (T, V)
    test : Rows
    scaled : bool

    Attributes
    ----------
    shared : (LeftOut, int) or None
        The fits on all splits, and the number of this split.
    """

    def __init__(
        self,
        gram: Gram,
        rows: Rows,
        split: tuple[IntArray, IntArray],
        test: Rows,
        scaled: bool,
    ) -> None:
        self.gram, (self.T, self.V) = gram, split
        self.shared: tuple[LeftOut, int] | None = None
        self.root = None if rows.s is None else np.sqrt(rows.s)
        self.y_test, self.s_test = floats(test.y), test.s
        y = floats(rows.y)
        trained = y[self.T]
        self.ybar, self.sy = np.zeros(trained.shape[1:]), np.ones(trained.shape[1:])
        if scaled:
            deviation = trained.std(axis=0)
            # as in scikit-learn: the deviation of a constant is rounding
            nothing = deviation < 10 * np.finfo(np.float64).eps
            self.ybar, self.sy = trained.mean(axis=0), np.where(nothing, 1, deviation)
        self.y = (trained - self.ybar) / self.sy
        self.Ry = np.zeros_like(y)
        self.Ry[self.T] = self.y
        self.Ry = self._weighed(self.Ry)
        self._solve: tuple[tuple[float, ...], Solve] | None = None
        self._product: tuple[Any, ...] = ()
        # the last (g, dC/dw)
        self._vjp: tuple[FloatArray, FloatArray] | None = None

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        if self.shared is not None:
            whole, k = self.shared
            return whole.part(k, theta).w
        return self._solver(theta)(self.Ry)

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        product = self._weighed(self._times("", w, theta))
        return self._trained(product + theta["alpha"] * w - self.Ry)

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        if self.shared is None:
            return self._solver(theta)(c)
        whole, k = self.shared
        part = whole.part(k, theta)
        if self._vjp is not None and self._vjp[1] is c and self.root is None:
            return part.solve_tested(self.sy * self._vjp[0])
        return part.solve(c)

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        if name == "alpha":
            return w
        return self._trained(self._weighed(self._times(name, w, theta)))

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self.ybar + self.sy * self._times("", w, theta)[self.V]

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        K_V = self.gram.value(theta)[self.V]
        c = self._trained(self._weighed(K_V.T @ (self.sy * g)))
        self._vjp = g, c
        return c

    def direct(self, name: str, w: FloatArray, theta: Theta, g: FloatArray) -> float:
        if name == "alpha":
            return 0.0
        return float(np.vdot(self.sy * g, self._times(name, w, theta)[self.V]))

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        left = -self._weighed(q)
        left[self.V] = self.sy * g
        right = self._weighed(w)
        dX = self.gram.inputs_vjp(outer(left, right), theta)
        return dX[self.T], dX[self.V]

    def sketch(self, thetas: Sequence[Theta]) -> list[FloatArray]:
        K, T = self.gram.value(thetas[0]), self.T
        root = None if self.root is None else self.root[T]
        alphas = [theta["alpha"] for theta in thetas]
        responses = by_kernel_ridge(K, (T, self.V), self.y, root, alphas)
        return [self.ybar + self.sy * u for u in responses]

    def _weighed(self, values: FloatArray) -> FloatArray:
        """Multiply by R."""
        if self.root is None:
            return values
        return np.asarray(scale_rows(self.root, values))

    def _trained(self, values: FloatArray) -> FloatArray:
        """Set rows outside T to 0."""
        trained = np.zeros_like(values)
        trained[self.T] = values[self.T]
        return trained

    def _times(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        """Compute K R w, or dK/dv R w; several methods need the last one."""
        if self.shared is not None:
            whole, k = self.shared
            found = whole.product(k, name, w, theta)
            if found is not None:
                return np.asarray(found)
        matrix = self.gram.slope(name, theta)
        last = self._product
        if last and last[0] is matrix and last[1] is w:
            return np.asarray(last[2])
        product = matrix @ self._weighed(w)
        self._product = matrix, w, product
        return product

    def _solver(self, theta: Theta) -> Solve:
        """Prepare to solve H q = c by a factor of this split's own."""
        key = (theta["alpha"], *self.gram.key(theta))
        if self._solve is None or self._solve[0] != key:
            A = self.gram.value(theta)[np.ix_(self.T, self.T)]
            root = None if self.root is None else self.root[self.T]
            self._solve = key, solver(system(A, root, theta["alpha"]))
        solve = self._solve[1]

        def whole(c: FloatArray) -> FloatArray:
            q = np.zeros_like(c)
            q[self.T] = solve(c[self.T])
            return q

        return whole
