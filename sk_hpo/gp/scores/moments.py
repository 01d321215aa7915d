"""The mean and the standard deviation of scores whose transforms are normal.

Notation: q candidates; m and s of shape (q,) the mean and the standard deviation of
their transformed scores, x and w of shape (32,) the nodes and weights of Gauss-Hermite
quadrature, T the inverse of the transform (`transform.py`)::

    mean = sum_i w_i T(m + s x_i),    var = sum_i w_i (T(m + s x_i) - mean)^2
"""

from __future__ import annotations

import numpy as np
from numpy.polynomial.hermite_e import hermegauss

from sk_hpo.gp.kernel import FloatArray
from sk_hpo.gp.scores.transform import ScoreTransform

NODES, _MASSES = hermegauss(32)
WEIGHTS = _MASSES / _MASSES.sum()


def score_moments(
    transform: ScoreTransform, m: FloatArray, s: FloatArray, known: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the means and the standard deviations of scores.

    Parameters
    ----------
    transform : ScoreTransform
    m, s : ndarray of shape (q,)
    known : ndarray of shape (n,)
        Scores, greater is better. Others are clipped to at most one width of their
        range from it.

    Returns
    -------
    mean, std : ndarray of shape (q,)
    """
    # in units of the largest value, since differences might overflow
    size = transform.size
    seen = transform.inverse(transform.forward(-known)) / size
    best, width = float(seen.min()), float(np.ptp(seen))
    # far from the scores the inverse may overflow
    with np.errstate(over="ignore"):
        y = transform.inverse(m[:, None] + s[:, None] * NODES) / size
        v = np.clip((y - best) / (width or 1.0), -1.0, 2.0)
        mean = v @ WEIGHTS
        std = np.sqrt((v - mean[:, None]) ** 2 @ WEIGHTS)
        return -(best + mean * width) * size, std * width * size
