"""Covariances of the columns of a split, all at once or on demand.

Notation: n training rows, p columns, t targets, s weights of shape (n,), S their sum,
mu and ybar the weighted means of X and y (0 without an intercept). With the rows
A = sqrt(s / S) (X - mu), of shape (n, p), and b = sqrt(s / S) (y - ybar):

    G = A' A of shape (p, p),    D = A' b of shape (p,) or (p, t)

A of sparse columns is never formed: with B = sqrt(s / S) X and r = sqrt(s / S), of norm
1, A = B - r mu' and B' r = mu.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from sk_hpo.gradients.data.splits import Rows, Splits
from sk_hpo.gradients.linalg.arrays import dense, floats, scale_rows
from sk_hpo.gradients.linear.moments import moments_of
from sk_hpo.gradients.types import FloatArray, IntArray, Matrix, NotDifferentiableError

# Up to this many columns, all covariances are computed at once.
FEW_COLUMNS = 600
# With more, covariances of at most this many columns are computed.
MOST_NEEDED = 4000
# The diagonal is raised by this share, so that the solution is unique where columns are
# linear combinations of others.
FLOOR = 1e-10


class Covariance(ABC):
    """G, whose columns are computed by number.

    Attributes
    ----------
    places : ndarray of shape (p,)
        The position of each column among the known ones.
    """

    places: IntArray

    @abstractmethod
    def times(self, w: FloatArray) -> FloatArray:
        """Compute G w for w of shape (p,) or (p, t)."""

    @abstractmethod
    def known(self) -> tuple[IntArray, FloatArray]:
        """Return the known columns, of shape (k,), and their covariances, (k, k)."""

    @abstractmethod
    def learn(self, columns: IntArray) -> None:
        """Compute the covariances of more columns."""


@dataclass(frozen=True)
class Split:
    """A split's training rows, as linear models of squared errors need them.

    Parameters
    ----------
    covariance : Covariance
    D : ndarray of shape (p,) or (p, t)
    mu : ndarray of shape (p,)
    ybar : ndarray of shape () or (t,)
    """

    covariance: Covariance
    D: FloatArray
    mu: FloatArray
    ybar: FloatArray


def covariances_of(splits: Splits, *, centred: bool) -> Iterator[Split]:
    """Yield the covariances of every split.

    Parameters
    ----------
    splits : Splits
    centred : bool
        Whether there is an intercept.
    """
    if splits.test(0).X.shape[1] > FEW_COLUMNS:
        splits.reject_too_large()
        for k in range(splits.n_splits):
            yield _of_rows(splits.train(k), centred)
        return
    for sums, (x0, y0) in moments_of(splits, centred=centred):
        mu, ybar = (sums.x / sums.s, sums.y / sums.s) if centred else (0 * sums.x, y0)
        G = sums.xx / sums.s - np.outer(mu, mu)
        D = sums.xy / sums.s - np.multiply.outer(mu, ybar)
        origin = mu if x0 is None else mu + x0
        yield Split(_Whole(_raised(G)), D, origin, ybar + y0 if centred else ybar)


class _Whole(Covariance):
    def __init__(self, G: FloatArray) -> None:
        self.G = G
        self.places = np.arange(len(G))

    def times(self, w: FloatArray) -> FloatArray:
        return np.asarray(self.G @ w)

    def known(self) -> tuple[IntArray, FloatArray]:
        return self.places, self.G

    def learn(self, columns: IntArray) -> None:
        pass


class _OnDemand(Covariance):
    """The covariances of those of many columns that are needed.

    Parameters
    ----------
    B : ndarray (in Fortran's order) or CSC matrix of shape (n, p)
        Dense columns are centred.
    r : ndarray of shape (n,)
    mu : ndarray of shape (p,)
        0 where columns are centred.
    """

    def __init__(self, B: Matrix, r: FloatArray, mu: FloatArray) -> None:
        self.B, self.r, self.mu = B, r, mu
        self._columns = np.zeros(0, dtype=np.intp)
        self._G = np.zeros((0, 0))
        self.places = np.full(B.shape[1], -1, dtype=np.intp)

    def times(self, w: FloatArray) -> FloatArray:
        used = np.flatnonzero(w.reshape(len(w), -1).any(axis=1))
        outer = np.multiply.outer
        z = self.B[:, used] @ w[used] - outer(self.r, self.mu[used] @ w[used])
        return np.asarray(self.B.T @ z - outer(self.mu, self.r @ z))

    def known(self) -> tuple[IntArray, FloatArray]:
        return self._columns, self._G

    def learn(self, columns: IntArray) -> None:
        new = columns[self.places[columns] < 0]
        old, k = self._columns, len(self._columns)
        if not len(new):
            return
        if k + len(new) > MOST_NEEDED:
            raise NotDifferentiableError(
                f"more than {MOST_NEEDED} columns may have nonzero coefficients"
            )
        G = np.empty((k + len(new),) * 2)
        G[:k, :k] = self._G
        G[k:, :k] = self._block(new, old)
        G[:k, k:] = G[k:, :k].T
        G[k:, k:] = _raised(self._block(new, new))
        self._columns, self._G = np.concatenate([old, new]), G
        self.places[new] = np.arange(k, k + len(new))

    def _block(self, rows: IntArray, columns: IntArray) -> FloatArray:
        G = self.B[:, rows].T @ self.B[:, columns]
        return np.asarray(dense(G) - np.outer(self.mu[rows], self.mu[columns]))


def _of_rows(train: Rows, centred: bool) -> Split:
    s, y = train.weights, floats(train.y)
    a = s / s.sum()
    r = np.sqrt(a)
    mu = np.ravel(train.X.T @ a) if centred else np.zeros(train.X.shape[1])
    ybar = a @ y if centred else 0 * y[0]
    b = scale_rows(r, y - ybar)
    if sparse.issparse(train.X):
        B = sparse.csc_matrix(scale_rows(r, train.X))
        D = B.T @ b - np.multiply.outer(mu, r @ b)
        return Split(_OnDemand(B, r, mu), D, mu, ybar)
    A = np.asfortranarray(scale_rows(r, train.X - mu))
    return Split(_OnDemand(A, r, 0 * mu), A.T @ b, mu, ybar)


def _raised(G: FloatArray) -> FloatArray:
    G.flat[:: len(G) + 1] *= 1 + FLOOR
    return G
