"""Splits as rows of kernel matrices: of one matrix for all splits, where possible.

Notation: N rows of one split, or shared by several; a split trains on n of them and
tests on m; K of shape (N, N) the kernel matrix.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from sk_hpo.gradients.data.rows import MOST_NUMBERS, Rows
from sk_hpo.gradients.data.splits import PartsOfOne, Splits
from sk_hpo.gradients.kernels.functions import KERNELS, Kernel
from sk_hpo.gradients.kernels.matrix import PairwiseGram
from sk_hpo.gradients.types import (
    FloatArray,
    IntArray,
    Matrix,
    NotDifferentiableError,
    Theta,
)


def row_sets(
    splits: Splits, *, shared: int, own: int = 0
) -> Iterator[tuple[Rows, list[tuple[IntArray, IntArray]]]]:
    """Yield sets of rows with the splits among them, in the order of the splits.

    There is one set if the splits are rows of one matrix and test no row that they
    train on, else one for each split.

    Parameters
    ----------
    splits : Splits
    shared, own : int
        How many matrices of shape (N, N) are held for each set, and of shape (n, n + m)
        for each split.

    Yields
    ------
    Rows, list of (train, test)
        X is dense or CSR; the weights are those of the fit.

    Raises
    ------
    NotDifferentiableError
        If the matrices would be too large.
    """
    one = splits if isinstance(splits, PartsOfOne) and _are_apart(splits) else None
    n, m = len(splits.train(0).y), len(splits.test(0).y)
    N, n_sets = (n + m, splits.n_splits) if one is None else (len(one.rows.y), 1)
    if shared * n_sets * N**2 + own * splits.n_splits * n * (n + m) > MOST_NUMBERS:
        raise NotDifferentiableError(
            f"kernel matrices of {splits.n_splits} splits of {n} rows are more than a "
            "descent keeps in memory"
        )
    if one is not None:
        yield one.rows, list(one.splits)
        return
    for k in range(splits.n_splits):
        train, test = splits.train(k), splits.test(k)
        n, m = len(train.y), len(test.y)
        if sparse.issparse(train.X):
            X = sparse.vstack([train.X, test.X], format="csr")
        else:
            X = np.vstack([train.X, test.X])
        s = None if train.s is None else np.append(train.s, np.ones(m))
        rows = Rows(X, np.concatenate([train.y, test.y]), s)
        yield rows, [(np.arange(n), np.arange(n, n + m))]


def _are_apart(splits: PartsOfOne) -> bool:
    """Return whether no split has a row twice."""
    return all(
        len(np.unique(np.concatenate(split))) == sum(map(len, split))
        for split in splits.splits
    )


def kernel_named(name: str, splits: Splits, X: Matrix) -> Kernel:
    """Return a kernel; reject a precomputed one if X is only a part of it.

    Parameters
    ----------
    name : str
    splits : Splits
    X : ndarray or CSR matrix of shape (N, p)
        X as returned by `row_sets`.
    """
    whole = splits.rows.X if isinstance(splits, PartsOfOne) else None
    square = X.shape[0] == X.shape[1] and not sparse.issparse(X)
    if name == "precomputed" and (X is not whole or not square):
        raise NotDifferentiableError(
            "kernel='precomputed' needs a dense square X, no steps before the "
            "model, and splits that test no row that they train on"
        )
    return KERNELS[name]


class SplitKernel:
    """The parts of a kernel matrix that a split needs.

    Parameters
    ----------
    gram : PairwiseGram
    train, test : ndarray of int, of shape (n,) and (m,)
    settings : mapping of str to float
        The kernel's parameters, where theta has none.
    """

    def __init__(
        self, gram: PairwiseGram, train: IntArray, test: IntArray, settings: Theta
    ) -> None:
        self.gram, self.train, self.test, self.settings = gram, train, test, settings
        self._last: tuple[tuple[float, ...], FloatArray, FloatArray] | None = None

    def whole(self, theta: Theta) -> FloatArray:
        """Compute K."""
        return self.gram.value({**self.settings, **theta})

    def matrices(self, theta: Theta) -> tuple[FloatArray, FloatArray]:
        """Compute K among the training rows, (n, n), and of the test rows, (m, n)."""
        key = self.gram.key({**self.settings, **theta})
        if self._last is None or self._last[0] != key:
            K, train = self.whole(theta), self.train
            self._last = key, _part(K, train, train), _part(K, self.test, train)
        return self._last[1], self._last[2]

    def slope_times(
        self, name: str, B: FloatArray, rows: IntArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        """Compute products of dK/dv with B.

        Returns
        -------
        ndarray of the shape of B, ndarray of shape (m, P)
            Products for the training rows in `rows` (zero elsewhere), and for the test
            rows.
        """
        K, K_test = self.matrices(theta)
        some = np.flatnonzero(B.any(axis=1))
        columns, v = self.train[some], {**self.settings, **theta}

        def product(rows: IntArray, values: FloatArray) -> FloatArray:
            base = _part(self.gram.base, rows, columns)
            slope = self.gram.kernel.slope(name, base, values, v)
            return np.asarray(slope @ B[some])

        of_train = np.zeros_like(B)
        of_train[rows] = product(self.train[rows], _part(K, rows, some))
        return of_train, product(self.test, K_test[:, some])

    def inputs_vjp(
        self, of_train: FloatArray, of_test: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        """Compute derivatives in X and X_test from those in both `matrices`."""
        P = np.zeros((len(self.gram.base),) * 2)
        P[np.ix_(self.train, self.train)] = of_train
        P[np.ix_(self.test, self.train)] = of_test
        dX = self.gram.inputs_vjp(P, {**self.settings, **theta})
        return dX[self.train], dX[self.test]


def _part(K: FloatArray, rows: IntArray, columns: IntArray) -> FloatArray:
    # faster than np.ix_, and without a check of every index
    return np.asarray(K.take(rows, axis=0).take(columns, axis=1, mode="clip"))
