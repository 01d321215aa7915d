"""Points spread over the unit cube."""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.types import FloatArray


def spread(n: int, d: int) -> FloatArray:
    """Return the first n points of a low-discrepancy sequence.

    They are multiples, modulo 1, of the powers of 1 / x with x^(d + 1) = x + 1 (M.
    Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018).

    Parameters
    ----------
    n, d : int

    Returns
    -------
    ndarray of shape (n, d)
    """
    root = 2.0
    for _ in range(60):
        root = (1 + root) ** (1 / (d + 1))
    steps = root ** -np.arange(1.0, d + 1)
    return np.asarray((0.5 + np.outer(np.arange(1, n + 1), steps)) % 1)
