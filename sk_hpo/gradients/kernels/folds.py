"""Kernel matrices of the folds: one for all where they are rows of one matrix.

Notation: N rows that several folds share, or that one has; base of shape (N, N) the
distances or products of which the kernel is a function (see ``kernels/functions.py``);
a fold trains on n and tests m of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from threading import Lock

import numpy as np
from scipy import sparse

from sk_hpo.gradients.data.folds import MOST_NUMBERS, Folds, PartsOfOne
from sk_hpo.gradients.kernels.functions import KERNELS, Kernel
from sk_hpo.gradients.types import (
    FloatArray,
    IntArray,
    Matrix,
    NotDifferentiableError,
)

Settings = Mapping[str, float]

PRECOMPUTED = KERNELS["precomputed"]


class Block:
    """Rows with a kernel matrix; folds in threads may ask at the same time.

    Parameters
    ----------
    kernel : Kernel
    X : ndarray or CSR matrix of shape (N, p)
    """

    def __init__(self, kernel: Kernel, X: Matrix) -> None:
        self.kernel, self.X = kernel, X
        self.base = kernel.base(X)
        self._lock = Lock()
        self._key: tuple[float, ...] = ()
        self._value: FloatArray | None = None

    def key(self, settings: Settings) -> tuple[float, ...]:
        """Give what of the settings the kernel depends on."""
        return tuple(settings[name] for name in self.kernel.parameters)

    def value(self, settings: Settings) -> FloatArray:
        """Give the kernel matrix, of shape (N, N)."""
        key = self.key(settings)
        with self._lock:
            if self._value is None or key != self._key:
                self._value = self.kernel.value(self.base, settings)
                self._key = key
            return self._value


class FoldKernel:
    """The parts of a kernel matrix that a fold needs.

    Parameters
    ----------
    block : Block
    train, test : ndarray of int, of shape (n,) and (m,)
        Rows of the block.
    """

    def __init__(self, block: Block, train: IntArray, test: IntArray) -> None:
        self.block, self.rows_train, self.rows_test = block, train, test
        self._last: tuple[tuple[float, ...], FloatArray, FloatArray] | None = None

    def matrices(self, settings: Settings) -> tuple[FloatArray, FloatArray]:
        """Give K among the training rows, (n, n), and of the test rows, (m, n)."""
        key = self.block.key(settings)
        if self._last is None or self._last[0] != key:
            K, train = self.block.value(settings), self.rows_train
            self._last = key, _part(K, train, train), _part(K, self.rows_test, train)
        return self._last[1], self._last[2]

    def whole(self, settings: Settings) -> tuple[FloatArray, IntArray, IntArray]:
        """Give the kernel matrix of the block, and the rows of both kinds in it."""
        return self.block.value(settings), self.rows_train, self.rows_test

    def slope_times(
        self, name: str, B: FloatArray, told: IntArray, settings: Settings
    ) -> tuple[FloatArray, FloatArray]:
        """Give the products of dK/dv with B.

        Of the training rows, of which only some are told and the others 0, and of the
        test rows.
        """
        K, K_test = self.matrices(settings)
        some = np.flatnonzero(B.any(axis=1))
        columns = self.rows_train[some]

        def product(rows: IntArray, values: FloatArray) -> FloatArray:
            base = _part(self.block.base, rows, columns)
            slope = self.block.kernel.slope(name, base, values, settings)
            return np.asarray(slope @ B[some])

        of_train = np.zeros_like(B)
        of_train[told] = product(self.rows_train[told], _part(K, told, some))
        return of_train, product(self.rows_test, K_test[:, some])

    def inputs_vjp(
        self, of_train: FloatArray, of_test: FloatArray, settings: Settings
    ) -> tuple[FloatArray, FloatArray]:
        """Give the derivatives in X of what has these derivatives in both matrices."""
        block, n = self.block, len(self.rows_train)
        rows = np.concatenate([self.rows_train, self.rows_test])
        S = np.zeros((len(rows), len(rows)))
        S[:n, :n] = of_train + of_train.T
        S[n:, :n], S[:n, n:] = of_test, of_test.T
        base = _part(block.base, rows, rows)
        K = _part(block.value(settings), rows, rows)
        dX = block.kernel.inputs_vjp(S, block.X[rows], base, K, settings)
        return dX[:n], dX[n:]


def fold_kernels(kernel: Kernel, folds: Folds) -> Iterator[FoldKernel]:
    """Give each fold its parts.

    Parameters
    ----------
    kernel : Kernel
    folds : Folds

    Raises
    ------
    NotDifferentiableError
        If the matrices would be too large.
    """
    if isinstance(folds, PartsOfOne):
        _refuse_too_many(folds, shared=True)
        n, p = folds.rows.X.shape
        if kernel is PRECOMPUTED and n != p:
            raise NotDifferentiableError("a precomputed kernel has to be square")
        block = Block(kernel, folds.rows.X)
        for train, test in folds.splits:
            yield FoldKernel(block, train, test)
        return
    if kernel is PRECOMPUTED:
        raise NotDifferentiableError(
            "kernel='precomputed' is served without steps before the model"
        )
    _refuse_too_many(folds, shared=False)
    for k in range(folds.n_folds):
        train, test = folds.train(k).X, folds.test(k).X
        n, m = train.shape[0], test.shape[0]
        both = sparse.vstack([train, test], format="csr")
        if not sparse.issparse(train):
            both = np.vstack([train, test])
        yield FoldKernel(Block(kernel, both), np.arange(n), np.arange(n, n + m))


def _refuse_too_many(folds: Folds, *, shared: bool) -> None:
    n, m = folds.train(0).X.shape[0], folds.test(0).X.shape[0]
    own = folds.n_folds * n * (n + m)
    both = 2 * (n + m) ** 2 * (1 if shared else folds.n_folds)
    if own + both > MOST_NUMBERS:
        raise NotDifferentiableError(
            f"kernel matrices of {folds.n_folds} folds of {n} rows are more than a "
            "descent keeps in memory"
        )


def _part(K: FloatArray, rows: IntArray, columns: IntArray) -> FloatArray:
    # quicker than np.ix_, and without the check of every number
    return np.asarray(K.take(rows, axis=0).take(columns, axis=1, mode="clip"))
