"""The inner map of regression on a kernel matrix (hypergradients, (18)).

Notation: n rows, of which T are trained on and V tested; K of shape (n, n) the kernel
of all n; R = diag(sqrt(s)) with the weights s of the rows, alpha a noise; y of shape
(n,) or (n, t) with 0 outside T, centred by ybar and scaled by sy where the model does
so; w of the shape of y with 0 outside T: the dual coefficients are R w.

    F = R_T (K_TT R_T w - y_T) + alpha w      H = A_TT, A = R K R + alpha I
    u = ybar + sy K_VT R w

Where the folds are rows of one matrix, K serves all of them, and if they train on all
that they do not test, so does one inverse (``kernels/left_out.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sk_hpo.gradients.data.folds import MOST_NUMBERS, Folds, PartsOfOne, Rows
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.kernels.left_out import LeftOut, solver, system
from sk_hpo.gradients.kernels.matrix import Gram
from sk_hpo.gradients.kernels.sketch import SketchedMap, by_kernel_ridge
from sk_hpo.gradients.linalg.systems import Solve
from sk_hpo.gradients.types import (
    FloatArray,
    Matrix,
    NotDifferentiableError,
    Theta,
)

Indices = npt.NDArray[np.intp]

# n x n matrices that are held at once: distances, kernel, its derivatives, inverse
MATRICES = 6


@dataclass(frozen=True)
class Block:
    """Rows with a kernel matrix of their own.

    Parameters
    ----------
    X : ndarray or CSR matrix of shape (n, p)
    y : ndarray of shape (n,) or (n, t)
    root : ndarray of shape (n,) or None
        sqrt(s).
    """

    X: Matrix
    y: FloatArray
    root: FloatArray | None


@dataclass(frozen=True)
class Fold:
    """Which rows of a block a fold trains on, and which it tests."""

    T: Indices
    V: Indices
    test: Rows


def kernel_maps(
    folds: Folds,
    gram_of: Callable[[Matrix], Gram],
    *,
    alpha: float,
    scaled: bool = False,
    kind: type[KernelMap] | None = None,
) -> list[InnerMap]:
    """Give one map a fold, with one kernel matrix for all if they are of one matrix.

    Parameters
    ----------
    folds : Folds
    gram_of : callable
        Gives the kernel matrix of X.
    alpha : float
        What is not in theta.
    scaled : bool, default=False
        Whether y is centred and scaled by the training rows of each fold.
    kind : type, default=KernelMap
    """
    make = kind or KernelMap
    maps: list[InnerMap] = []
    for block, parts in _blocks(folds):
        gram = gram_of(block.X)
        made = [make(gram, block, fold, alpha, scaled) for fold in parts]
        n = len(block.y)
        # of one fold a factor costs less
        if len(parts) > 1 and all(len(f.T) + len(f.V) == n for f in parts):
            whole = LeftOut(
                gram, block.root, alpha, [m.V for m in made], [m.Ry for m in made]
            )
            for k, inner in enumerate(made):
                inner.shared = (whole, k)
        maps += made
    return maps


def _blocks(folds: Folds) -> Iterator[tuple[Block, list[Fold]]]:
    every = range(folds.n_folds)
    apart = isinstance(folds, PartsOfOne) and all(
        len(np.unique(np.concatenate(split))) == sum(map(len, split))
        for split in folds.splits
    )
    if isinstance(folds, PartsOfOne) and apart:
        rows = folds.rows
        _refuse_too_many(len(rows.y), 1)
        parts = [Fold(*folds.splits[k], folds.test(k)) for k in every]
        yield _block(rows.X, rows.y, rows.s), parts
        return
    for k in every:
        train, test = folds.train(k), folds.test(k)
        n, m = len(train.y), len(test.y)
        _refuse_too_many(n + m, folds.n_folds)
        stack = sparse.vstack if sparse.issparse(train.X) else np.vstack
        s = None if train.s is None else np.append(train.s, np.ones(m))
        block = _block(stack([train.X, test.X]), np.concatenate([train.y, test.y]), s)
        yield block, [Fold(np.arange(n), np.arange(n, n + m), test)]


def _block(X: Matrix, y: Any, s: FloatArray | None) -> Block:
    X = sparse.csr_matrix(X) if sparse.issparse(X) else X
    return Block(X, np.asarray(y, np.float64), None if s is None else np.sqrt(s))


def _refuse_too_many(n: int, blocks: int) -> None:
    if MATRICES * blocks * n**2 > MOST_NUMBERS:
        raise NotDifferentiableError(
            f"{MATRICES * blocks} matrices of {n} rows and columns are more than a "
            "descent keeps in memory"
        )


class KernelMap(SketchedMap):
    """One fold.

    Parameters
    ----------
    gram : Gram
        Of the block.
    block : Block
    fold : Fold
    alpha : float
    scaled : bool

    Attributes
    ----------
    shared : (LeftOut, int) or None
        What knows all folds, and which of them this is.
    """

    def __init__(
        self,
        gram: Gram,
        block: Block,
        fold: Fold,
        alpha: float,
        scaled: bool,
    ) -> None:
        self.gram, self.alpha = gram, alpha
        self.shared: tuple[LeftOut, int] | None = None
        self.T, self.V, self.root = fold.T, fold.V, block.root
        self.y_test = np.asarray(fold.test.y, dtype=np.float64)
        self.s_test = fold.test.s
        trained = block.y[fold.T]
        self.ybar, self.sy = np.zeros(trained.shape[1:]), np.ones(trained.shape[1:])
        if scaled:
            deviation = trained.std(axis=0)
            # as scikit-learn: a constant has rounding for a deviation
            nothing = deviation < 10 * np.finfo(np.float64).eps
            self.ybar, self.sy = trained.mean(axis=0), np.where(nothing, 1, deviation)
        self.y = (trained - self.ybar) / self.sy
        self.Ry = np.zeros_like(block.y)
        self.Ry[fold.T] = self.y
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
        return self._trained(product + self._alpha(theta) * w - self.Ry)

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
        P = np.outer(left, right) if w.ndim == 1 else left @ right.T
        dX = self.gram.inputs_vjp(P, theta)
        return dX[self.T], dX[self.V]

    def sketch(self, thetas: Sequence[Theta]) -> list[FloatArray]:
        K, T = self.gram.value(thetas[0]), self.T
        root = None if self.root is None else self.root[T]
        alphas = [self._alpha(theta) for theta in thetas]
        answers = by_kernel_ridge(K, (T, self.V), self.y, root, alphas)
        return [self.ybar + self.sy * u for u in answers]

    def _alpha(self, theta: Theta) -> float:
        return theta.get("alpha", self.alpha)

    def _weighed(self, values: FloatArray) -> FloatArray:
        """Give R times an array."""
        return values if self.root is None else np.asarray((self.root * values.T).T)

    def _trained(self, values: FloatArray) -> FloatArray:
        """Put 0 outside T."""
        kept = np.zeros_like(values)
        kept[self.T] = values[self.T]
        return kept

    def _times(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        """Give K R w, or that of dK/dv; several methods need the last one."""
        if self.shared is not None:
            whole, k = self.shared
            found = whole.product(k, name, w, theta)
            if found is not None:
                return np.asarray(found)
        matrix = self.gram.slope(name, theta) if name else self.gram.value(theta)
        last = self._product
        if last and last[0] is matrix and last[1] is w:
            return np.asarray(last[2])
        product = matrix @ self._weighed(w)
        self._product = matrix, w, product
        return product

    def _solver(self, theta: Theta) -> Solve:
        """Give what solves H q = c by a factor of this fold's own."""
        key = (self._alpha(theta), *self.gram.key(theta))
        if self._solve is None or self._solve[0] != key:
            A = self.gram.value(theta)[np.ix_(self.T, self.T)]
            root = None if self.root is None else self.root[self.T]
            self._solve = key, solver(system(A, root, self._alpha(theta)))
        solve = self._solve[1]

        def whole(c: FloatArray) -> FloatArray:
            q = np.zeros_like(c)
            q[self.T] = solve(c[self.T])
            return q

        return whole
