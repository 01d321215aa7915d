"""The largest eigenvalues of one symmetric matrix, for any number of them.

``scipy.linalg.eigh`` with ``subset_by_index`` reduces the matrix to a tridiagonal one,
which takes most of its time and does not depend on how many vectors are wanted; then it
finds these vectors. Here the matrix is reduced once. The rest is done by the
routines that LAPACK's ``dsyevr`` calls, in blocks of the same size, so values and
vectors have the same bits.

Notation: K (n, n) = Q T Q', T tridiagonal with d (n,) on the diagonal and e (n - 1,)
beside it, Q a product of reflections (their vectors below the diagonal of R, their
factors tau); k the number of eigenvalues asked for.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh, lapack

Floats = npt.NDArray[np.float64]

# dsyevr rescales a matrix if its largest entry is not between these.
LEAST, MOST = 1e-70, 1e70
TRIED = 5  # vectors with which the routines are compared with eigh


class Reduced:
    """A symmetric matrix that has been reduced to a tridiagonal one.

    Parameters
    ----------
    K : ndarray of shape (n, n)

    Raises
    ------
    ArithmeticError
        If `scipy.linalg.eigh` would do something else.
    """

    def __init__(self, K: Floats) -> None:
        size = np.abs(K).max()
        if not (size == 0 or LEAST < size < MOST):
            raise ArithmeticError("LAPACK rescales numbers this large or this small")
        n = len(K)
        self._room = int(lapack.dsyevr_lwork(n, lower=1)[0])
        # dsyevr keeps five vectors of length n in its room
        self._R, self._d, self._e, self._tau, info = lapack.dsytrd(
            K, lower=1, lwork=self._room - 5 * n
        )
        _check(info)

    def largest(self, k: int) -> tuple[Floats, Floats]:
        """Return the k < n largest eigenvalues, ascending, and the vectors (n, k)."""
        n = len(self._d)
        first, last, by_index, by_block = n - k + 1, n, 2, "B"
        m, values, block, split, info = lapack.dstebz(
            self._d, self._e, by_index, 0.0, 0.0, first, last, 0.0, by_block
        )
        _check(info or m - k)
        values = values[:k]
        Z, info = lapack.dstein(self._d, self._e, values, block, split)
        _check(info)
        Z = Z[:, :k].copy(order="F")
        Z[1:], _, info = lapack.dormqr(
            "L", "N", self._R[1:, :-1], self._tau, Z[1:], self._room - 2 * n
        )
        _check(info)
        order = _sorted(values)
        return values[order], np.asfortranarray(Z[:, order])


def _check(info: int) -> None:
    if info:
        raise ArithmeticError("LAPACK did not find the eigenvectors")


def _sorted(values: Floats) -> npt.NDArray[np.intp]:
    """Return the order in which dsyevr leaves the values, equal ones included."""
    order = np.arange(len(values))
    for j in range(len(values) - 1) if np.any(np.diff(values) < 0) else ():
        least = j + int(np.argmin(values[order[j:]]))
        order[[j, least]] = order[[least, j]]
    return order


@cache
def is_as_eigh(n: int) -> bool:
    """Return whether eigh takes these steps for n rows, as tried on one matrix.

    Another LAPACK may take other steps. They depend on n, not on the numbers.
    """
    K = np.random.default_rng(0).standard_normal((n, n))
    K += K.T
    k = min(TRIED, n - 1)
    expected: Any = eigh(K, subset_by_index=(n - k, n - 1))
    try:
        found = Reduced(K).largest(k)
    except ArithmeticError:
        return False
    return all(map(np.array_equal, found, expected))
