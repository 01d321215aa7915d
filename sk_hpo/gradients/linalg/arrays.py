"""Operations on arrays that several models share, dense or sparse.

Notation: n rows, p columns, t targets; a "row" of a vector of shape (n,) is a number.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from sk_hpo.gradients.types import FloatArray, Matrix


def floats(y: Any) -> FloatArray:
    """Convert to float64."""
    return np.asarray(y, dtype=np.float64)


def dense(A: Matrix) -> FloatArray:
    """Convert a sparse matrix to an array."""
    return np.asarray(A.toarray() if sparse.issparse(A) else A)


def scale_rows(factors: FloatArray, A: Matrix) -> Matrix:
    """Multiply each row of A, of shape (n,) or (n, p), by its factor."""
    if sparse.issparse(A):
        return sparse.csr_matrix(sparse.diags(factors) @ A)
    return (factors * A.T).T


def outer(a: FloatArray, b: FloatArray) -> FloatArray:
    """Compute the outer product; sum over the columns of several targets.

    Parameters
    ----------
    a : ndarray of shape (n,) or (n, t)
    b : ndarray of shape (p,) or (p, t)

    Returns
    -------
    ndarray of shape (n, p)
    """
    return np.outer(a, b) if a.ndim == 1 else np.asarray(a @ b.T)


def weighted_gram(X: Matrix, d: FloatArray) -> FloatArray:
    """Compute X' diag(d) X for d >= 0 of shape (n,)."""
    A = scale_rows(np.sqrt(d), X)
    return dense(A.T @ A)


def soft_threshold(x: FloatArray, t: FloatArray | float) -> FloatArray:
    """Shrink each number towards 0 by t, to 0 if it is no larger."""
    return np.asarray(np.sign(x) * np.maximum(np.abs(x) - t, 0.0))
