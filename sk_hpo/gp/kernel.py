"""The Matern 5/2 kernel with one length scale a parameter.

Notation::

    X, Z    (n, m), (q, m)  points, as m columns
    owner   (m,)            the parameter, 0 to p - 1, that each column belongs to
    D       (p, pairs)      squared distance of each pair of points in each parameter
    l       (p,)            length scales
    r       any             sqrt(5 sum_j D_j / l_j^2), the scaled distance of a pair

A parameter that is a number has one column, its place in [0, 1]. One of c unordered
choices has c columns, ones and zeros times sqrt(1/2), so that different choices are at
distance 1. What a parameter that does not exist in a point has in its columns is up to
the caller: equal columns have no distance.

Rasmussen and Williams, Gaussian Processes for Machine Learning (2006), equation 4.17,
with nu = 5/2 and a distance with automatic relevance determination (5.1).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def matern52(r: FloatArray) -> FloatArray:
    """Correlation at scaled distances: (1 + r + r^2 / 3) exp(-r)."""
    return np.asarray((1 + r * (1 + r / 3)) * np.exp(-r))


def slope(r: FloatArray) -> FloatArray:
    """-2 times the derivative of `matern52` to sum_j D_j / l_j^2.

    Its product with D_j / l_j^2 is the derivative to log l_j.
    """
    return np.asarray((5 / 3) * (1 + r) * np.exp(-r))


@lru_cache(maxsize=8)  # one size is needed for all steps of an optimisation
def pairs(n: int) -> tuple[IntArray, IntArray]:
    """Return the indices i > j of all pairs of n points, by rows."""
    i, j = np.tril_indices(n, -1)
    return i, j


def pair_distances(X: FloatArray, owner: IntArray, p: int) -> FloatArray:
    """Squared distances D of the pairs of points, in the order of `pairs`.

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
    """Scaled distances r, of shape (pairs,), from D and l."""
    return np.asarray(np.sqrt((5 / length**2) @ D))


def cross_r(Z: FloatArray, X: FloatArray, scale: FloatArray) -> FloatArray:
    """Scaled distances between two sets of points.

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
    # (a - b)^2 as a^2 - 2 a b + b^2 is one matrix product; it errs by 1e-16 of the
    # squares, so they are taken around the middle of the cube
    A = (Z - 0.5) * (np.sqrt(5) / scale)
    B = (X - 0.5) * (np.sqrt(5) / scale)
    r2: FloatArray = A @ (-2 * B.T)
    r2 += np.einsum("ij,ij->i", A, A)[:, None]
    r2 += np.einsum("ij,ij->i", B, B)
    np.maximum(r2, 0, out=r2)
    np.sqrt(r2, out=r2)
    return r2
