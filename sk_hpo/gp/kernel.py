"""The Matern 5/2 kernel with one length scale per parameter.

Notation::

    X, Z    (n, m), (q, m)  points, as m columns
    owner   (m,)            the parameter, 0 to p - 1, that each column belongs to
    D       (p, pairs)      squared distance of each pair of points in each parameter
    l       (p,)            length scales
    r       any             sqrt(5 sum_j D_j / l_j^2), the scaled distance of a pair

A numerical parameter has one column: its position in [0, 1]. A parameter with c
unordered choices has c one-hot columns times sqrt(1/2), so that different choices have
the distance 1. The caller fills the columns of parameters that do not exist in a point.

Rasmussen and Williams, Gaussian Processes for Machine Learning (2006), equation 4.17,
with nu = 5/2 and a distance with automatic relevance determination (5.1).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def matern52(r: FloatArray) -> FloatArray:
    """Return the correlation at scaled distances: (1 + r + r^2 / 3) exp(-r)."""
    return np.asarray((1 + r * (1 + r / 3)) * np.exp(-r))


def slope(r: FloatArray) -> FloatArray:
    """Return -2 times the derivative of `matern52` in sum_j D_j / l_j^2.

    Its product with D_j / l_j^2 is the derivative in log l_j.
    """
    return np.asarray((5 / 3) * (1 + r) * np.exp(-r))


@lru_cache(maxsize=8)  # all steps of an optimisation use the same size
def pairs(n: int) -> tuple[IntArray, IntArray]:
    """Return the indices i > j of all pairs of n points, row by row."""
    i, j = np.tril_indices(n, -1)
    return i, j


def pair_distances(X: FloatArray, owner: IntArray, p: int) -> FloatArray:
    """Return the squared distances D of the pairs of points, in the order of `pairs`.

    Parameters
    ----------
    X : ndarray of shape (n, m)
    owner : ndarray of shape (m,)
    p : int

    Returns
    -------
    ndarray of shape (p, n (n - 1) / 2)
    """
    i, j = pairs(len(X))
    D = np.zeros((p, len(i)))
    for column, parameter in enumerate(owner):
        x = X[:, column]
        D[parameter] += (x[i] - x[j]) ** 2
    return D


def pair_r(D: FloatArray, length: FloatArray) -> FloatArray:
    """Return the scaled distances r, of shape (pairs,), from D and l."""
    return np.asarray(np.sqrt((5 / length**2) @ D))


def cross_r(Z: FloatArray, X: FloatArray, scale: FloatArray) -> FloatArray:
    """Return the scaled distances between two sets of points.

    Parameters
    ----------
    Z : ndarray of shape (q, m)
    X : ndarray of shape (n, m)
    scale : ndarray of shape (m,)
        The length scale of each column: ``l[owner]``.

    Returns
    -------
    ndarray of shape (q, n)
    """
    # computed as a^2 - 2 a b + b^2, which takes one matrix product; centred, since the
    # rounding error is 1e-16 times the squares
    A = (Z - 0.5) * (np.sqrt(5) / scale)
    B = (X - 0.5) * (np.sqrt(5) / scale)
    r2: FloatArray = A @ (-2 * B.T)
    r2 += np.einsum("ij,ij->i", A, A)[:, None]
    r2 += np.einsum("ij,ij->i", B, B)
    np.maximum(r2, 0, out=r2)
    np.sqrt(r2, out=r2)
    return r2
