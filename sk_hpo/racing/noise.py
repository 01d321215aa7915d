"""The variance of scores around a candidate's mean, pooled over candidates.

Notation: v (c,) sample variances, d (c,) their degrees of freedom; s2 the pooled
variance, nu its degrees of freedom.

The model is that of Smyth (2004), "Linear models and empirical Bayes methods for
assessing differential expression": variances of candidates follow a scaled inverse chi
square distribution, and s2 and nu are fitted to the mean and the variance of log v.
Candidates whose noise differs, and splits with outliers, give a small nu.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import digamma, zeta

FloatArray = npt.NDArray[np.float64]

# A t distribution with more degrees of freedom is normal for all that matters here.
MOST_DF = 60.0
# Of the median: a candidate that repeats another has no variance.
SMALLEST = 0.01


@dataclass(frozen=True)
class Noise:
    """A pooled variance and its degrees of freedom.

    Parameters
    ----------
    variance : float
        s2.
    df : float
        nu.
    """

    variance: float
    df: float

    def moderated(self, v: FloatArray, d: float) -> tuple[FloatArray, float]:
        """Return variances of candidates with their own share, and their df.

        Parameters
        ----------
        v : ndarray of shape (q,)
            Their sample variances, ignored if `d` is 0.
        d : float
            The degrees of freedom of each.

        Returns
        -------
        variance : ndarray of shape (q,)
            Smyth (2004), equation 6.
        df : float
        """
        total = self.df + d
        own = v * d if d else np.zeros(len(v))
        return (self.df * self.variance + own) / total, total


def pooled(v: FloatArray, d: FloatArray) -> Noise | None:
    """Return the pooled noise of candidates, or None if nothing can be said.

    Parameters
    ----------
    v : ndarray of shape (c,)
    d : ndarray of shape (c,)
    """
    if len(v) < 2 or not np.any(v > 0):
        return None
    least = SMALLEST * float(np.median(v[v > 0]))
    z = np.log(np.maximum(v, least)) - digamma(d / 2) + np.log(d / 2)
    share = d / d.sum()
    mean = float(share @ z)
    excess = float(share @ (z - mean) ** 2) * len(v) / (len(v) - 1)
    excess -= float(share @ zeta(2, d / 2))
    most = min(MOST_DF, float(d.sum()))
    df = min(2 * _inverse_trigamma(excess), most) if excess > 0 else most
    correction = digamma(df / 2) - np.log(df / 2) if excess > 0 else 0.0
    return Noise(float(np.exp(mean + correction)), df)


def _inverse_trigamma(x: float) -> float:
    """Return y with trigamma(y) = x > 0, by Newton's method on 1 / trigamma.

    The trigamma function is zeta(2, y), its derivative -2 zeta(3, y).
    """
    if x > 1e7:
        return float(1 / np.sqrt(x))
    if x < 1e-6:
        return 1 / x
    y = 0.5 + 1 / x
    for _ in range(50):
        value = float(zeta(2, y))
        step = value * (1 - value / x) / float(-2 * zeta(3, y))
        y += step
        if abs(step) < 1e-8 * y:
            break
    return y
