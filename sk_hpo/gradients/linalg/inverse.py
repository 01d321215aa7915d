"""Inverses of n x n matrices, for products and diagonal blocks.

Notation: A of shape (n, n), symmetric, B = A^-1; V some of its rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import linalg

from sk_hpo.gradients.types import FloatArray

# LAPACK inverts triangular matrices of up to this many rows quickly.
FEW_ROWS = 64


@dataclass(frozen=True)
class FactoredInverse:
    """B = M'M with M = L^-1, where A = LL'.

    A diagonal block of B costs a fraction of B itself.
    """

    M: FloatArray

    def times(self, C: FloatArray) -> FloatArray:
        """Compute B C, as a new array."""
        return np.asarray(self.M.T @ (self.M @ C))

    def block(self, V: Any) -> FloatArray:
        """Compute B_VV."""
        M_V = self.M.T[V]
        return np.asarray(M_V @ M_V.T)


@dataclass(frozen=True)
class FullInverse:
    """B itself."""

    B: FloatArray

    def times(self, C: FloatArray) -> FloatArray:
        return np.asarray(self.B @ C)

    def block(self, V: Any) -> FloatArray:
        return np.asarray(self.B[np.ix_(V, V)])


Inverse = FactoredInverse | FullInverse


def inverse_of(A: FloatArray) -> Inverse:
    """Invert by a Cholesky factor, or by LU if A is not positive definite.

    Parameters
    ----------
    A : ndarray of shape (n, n)

    Returns
    -------
    Inverse

    Raises
    ------
    LinAlgError
        If A is singular.
    """
    factor, failed = linalg.lapack.dpotrf(A.T, lower=1, clean=1)
    return FullInverse(linalg.inv(A)) if failed else FactoredInverse(_of_lower(factor))


def _of_lower(L: FloatArray) -> FloatArray:
    """Invert a triangular matrix recursively, mostly by matrix products."""
    n = len(L)
    if n <= FEW_ROWS:
        return np.asarray(linalg.lapack.dtrtri(L, lower=1)[0])
    upper, lower = slice(0, n // 2), slice(n // 2, n)
    M = np.zeros((n, n), order="F")
    M[upper, upper] = _of_lower(L[upper, upper])
    M[lower, lower] = _of_lower(L[lower, lower])
    # [[P, 0], [R, Q]]^-1 = [[P^-1, 0], [-Q^-1 R P^-1, Q^-1]]
    product = linalg.blas.dtrmm(1.0, M[upper, upper], L[lower, upper], side=1, lower=1)
    M[lower, upper] = linalg.blas.dtrmm(-1.0, M[lower, lower], product, lower=1)
    return M
