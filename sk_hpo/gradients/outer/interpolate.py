"""Responses at points between those that are known, for no fit.

Notation: d coordinates in units of the box; N known points, Q of which the responses
are asked; for one fold u_i of shape (m,) or (m, t) the responses at point i, and r_i
their root mean square. Responses are smooth functions of the hyperparameters even where
the score that counts them is not, and so

    u(x) = r(x) sum_i a_i(x) u_i / r_i,     log r(x) = sum_i a_i(x) log r_i

with the weights a(x), of sum 1, by which cubic radial functions with a linear tail
interpolate values at the known points; they have no length that would have to be found.

Measured (``benchmarks/grad_heuristics.py interpolate``): where the polish fits the
first places that it looks at instead, 27 of 51 searches end at a worse score and 4 at a
better one, in 0.86 of the time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import linalg
from scipy.interpolate import RBFInterpolator

from sk_hpo.gradients.types import FloatArray

# Points nearer to each other than this are one: equations of both would be singular.
SAME = 1e-4


def weights_between(known: FloatArray, asked: FloatArray) -> FloatArray | None:
    """Give a, or None if the known points are too few or lie in one plane.

    Parameters
    ----------
    known : ndarray of shape (N, d)
    asked : ndarray of shape (Q, d)

    Returns
    -------
    ndarray of shape (Q, N) or None
    """
    apart = _apart(known)
    if len(apart) <= known.shape[1]:
        return None
    try:
        interpolate = RBFInterpolator(
            known[apart], np.eye(len(apart)), kernel="cubic", degree=1
        )
    except linalg.LinAlgError:
        return None
    weights = np.zeros((len(asked), len(known)))
    weights[:, apart] = interpolate(asked)
    return weights


def _apart(points: FloatArray) -> list[int]:
    """Give the numbers of points of which none is another again, the first ones."""
    chosen: list[int] = []
    for i, point in enumerate(points):
        if all(np.abs(point - points[j]).max() > SAME for j in chosen):
            chosen.append(i)
    return chosen


class Between:
    """The responses of one fold.

    Parameters
    ----------
    known : sequence of ndarray of shape (m,) or (m, t)
        At each of the N points.
    """

    def __init__(self, known: Sequence[FloatArray]) -> None:
        self.shape = known[0].shape
        U = np.array([u.ravel() for u in known])
        sizes = np.sqrt(np.nanmean(U**2, axis=1))
        sizes = np.where(sizes > 0, sizes, 1.0)
        self.directions = U / sizes[:, None]  # of shape (N, m t)
        self.log_sizes = np.log(sizes)

    def at(self, a: FloatArray) -> FloatArray:
        """Give the responses where the weights are a, of shape (N,)."""
        u = np.exp(a @ self.log_sizes) * (a @ self.directions)
        return np.asarray(u.reshape(self.shape))
