"""Points spread over the unit cube."""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.arrays import FloatArray


def spread(
    n: int, d: int, *, first: int = 1, shift: FloatArray | float = 0.5
) -> FloatArray:
    """Give n points of a sequence of low discrepancy.

    Multiples of the powers of 1 / x, with x the root of x^(d + 1) = x + 1, modulo 1
    (M. Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018).

    Parameters
    ----------
    n, d : int
    first : int, default=1
        Number of the first point in the sequence.
    shift : float or ndarray of shape (d,), default=0.5
        Added to all points, modulo 1.

    Returns
    -------
    ndarray of shape (n, d)
    """
    root = 2.0
    for _ in range(60):
        root = (1 + root) ** (1 / (d + 1))
    steps = root ** -np.arange(1.0, d + 1)
    return np.asarray((shift + np.outer(np.arange(first, first + n), steps)) % 1)
