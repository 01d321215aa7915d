"""Scores as a Gaussian process likes them: no outliers, symmetric, of mean 0 and sd 1.

Notation::

    y    (n,)  values to be minimised, all finite
    v    (n,)  y over its largest size, cut off above
    x    (n,)  v, shifted to its median and divided by its mean distance from it
    lam  ()    lambda of the Yeo-Johnson transform
    t    (n,)  x transformed
    z    (n,)  t standardised, which is what the model sees

Yeo and Johnson, A New Family of Power Transformations to Improve Normality or Symmetry
(2000): the transform is in section 2, its log-likelihood in section 4.

Bad scores say little of where the best region is, and a few catastrophic ones would
flatten the rest, so v ends at median + 2 (median - best).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sk_hpo.gp.kernel import FloatArray

BEYOND_MEDIAN = 2.0
# Scores are told to 10 significant digits: smaller differences are none.
TIED = 1e-9
LAMBDAS = np.linspace(-2.0, 4.0, 61)


@dataclass(frozen=True)
class Output:
    """The transform of the values of one search; `Output.of` fits it.

    Parameters
    ----------
    size : float
        Largest absolute y.
    limit : float
        Where v is cut off above.
    centre, spread : float
        x = (v - centre) / spread.
    lam : float
    mean, sd : float
        z = (t - mean) / sd.
    """

    size: float
    limit: float
    centre: float
    spread: float
    lam: float
    mean: float
    sd: float

    @classmethod
    def of(cls, y: FloatArray, limit: float = -np.inf) -> Output:
        """Fit the transform to values, one at least.

        They are never cut off below `limit`.
        """
        # with it no sum or difference below can overflow
        size = float(np.abs(y).max()) or 1.0
        v = y / size
        limit = max(_limit(v), limit / size)
        v = np.minimum(v, limit)
        centre = float(np.median(v))
        spread = float(np.abs(v - centre).mean())
        if spread <= TIED * float(np.abs(v).max()):
            return cls(size, limit, centre, 1.0, 1.0, 0.0, 1.0)
        x = (v - centre) / spread
        lam = most_likely_lambda(x)
        t = yeo_johnson(x, lam)
        mean, sd = float(t.mean()), float(t.std())
        return cls(size, limit, centre, spread, lam, mean, sd)

    def forward(self, y: FloatArray) -> FloatArray:
        """Give the z of values."""
        v = np.minimum(y / self.size, self.limit)
        t = yeo_johnson((v - self.centre) / self.spread, self.lam)
        return (t - self.mean) / self.sd

    def inverse(self, z: FloatArray) -> FloatArray:
        """Give the values of z; those that were cut off come back as the limit."""
        x = yeo_johnson_inverse(z * self.sd + self.mean, self.lam)
        return np.asarray((x * self.spread + self.centre) * self.size)


def _limit(v: FloatArray) -> float:
    best = float(v.min())
    middle = float(np.median(v))
    if middle == best and v.max() > best:
        # more than half are the best: the median of the others tells the scale
        middle = float(np.median(v[v > best]))
    return middle + BEYOND_MEDIAN * (middle - best)


def yeo_johnson(x: FloatArray, lam: float | FloatArray) -> FloatArray:
    """Give t; lam may be of a shape that broadcasts with x."""
    sign = np.where(x < 0, -1.0, 1.0)
    # of negative ones: minus the transform of -x with 2 - lam
    power = 1 + sign * (lam - 1.0)
    return sign * _box_cox(np.log1p(np.abs(x)), power)


def yeo_johnson_inverse(t: FloatArray, lam: float) -> FloatArray:
    """Give x; a t that no x has gives the nearest that one has."""
    sign = np.where(t < 0, -1.0, 1.0)
    power = 1 + sign * (lam - 1.0)
    flat = np.abs(power) < 1e-12
    grown = np.maximum(power * np.abs(t), np.finfo(float).eps - 1)
    log = np.where(flat, np.abs(t), np.log1p(grown) / np.where(flat, 1.0, power))
    # far beyond all that was transformed
    return np.asarray(sign * np.expm1(np.minimum(log, 100.0)))


def most_likely_lambda(x: FloatArray) -> float:
    """Give the lambda that makes x most normal, to 0.1."""
    t = yeo_johnson(x, LAMBDAS[:, None])
    variance = np.maximum(t.var(axis=1), np.finfo(float).tiny)
    jacobian = (np.sign(x) * np.log1p(np.abs(x))).sum()
    likelihood = -0.5 * len(x) * np.log(variance) + (LAMBDAS - 1) * jacobian
    return float(LAMBDAS[np.argmax(likelihood)])


def _box_cox(log: FloatArray, power: npt.ArrayLike) -> FloatArray:
    """((exp log)^power - 1) / power, and its limit at 0."""
    power = np.asarray(power)
    flat = np.abs(power) < 1e-12
    return np.where(flat, log, np.expm1(power * log) / np.where(flat, 1.0, power))
