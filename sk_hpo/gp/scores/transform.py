"""Transform scores for a Gaussian process: no outliers, symmetric, mean 0 and sd 1.

Notation::

    y    (n,)  values to be minimised, all finite
    v    (n,)  y divided by its largest absolute value, then clipped from above
    x    (n,)  v minus its median, divided by its mean absolute deviation
    lam  ()    lambda of the Yeo-Johnson transform
    t    (n,)  x transformed
    z    (n,)  t standardised: the values of the Gaussian process

Yeo and Johnson, A New Family of Power Transformations to Improve Normality or Symmetry
(2000): the transform is in section 2, its log-likelihood in section 4.

Bad scores say little about where the best region is. A few extremely bad ones would
make the differences between all others negligible, so v is clipped at
median + 2 (median - best).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sk_hpo.gp.kernel import FloatArray

BEYOND_MEDIAN = 2.0
# The values of trials have 10 significant digits: smaller differences are rounding.
TIED = 1e-9
LAMBDAS = np.linspace(-2.0, 4.0, 61)


@dataclass(frozen=True)
class ScoreTransform:
    """The transform of the values of one search; `ScoreTransform.of` fits it.

    Parameters
    ----------
    size : float
        Largest absolute y.
    limit : float
        The upper bound of v.
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
    def of(cls, y: FloatArray, limit: float = -np.inf) -> ScoreTransform:
        """Fit the transform to at least one value.

        Values up to `limit` are never clipped.
        """
        # divided by it, since sums and differences of y might overflow
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
        """Return the z of values."""
        v = np.minimum(y / self.size, self.limit)
        t = yeo_johnson((v - self.centre) / self.spread, self.lam)
        return (t - self.mean) / self.sd

    def inverse(self, z: FloatArray) -> FloatArray:
        """Return the values of z; those that were clipped come back as the limit."""
        x = yeo_johnson_inverse(z * self.sd + self.mean, self.lam)
        return np.asarray((x * self.spread + self.centre) * self.size)


def _limit(v: FloatArray) -> float:
    best = float(v.min())
    middle = float(np.median(v))
    if middle == best and v.max() > best:
        # more than half are equal to the best, so the others give the scale
        middle = float(np.median(v[v > best]))
    return middle + BEYOND_MEDIAN * (middle - best)


def yeo_johnson(x: FloatArray, lam: float | FloatArray) -> FloatArray:
    """Return the transform t of x; lam and x are broadcast."""
    sign = np.where(x < 0, -1.0, 1.0)
    # for x < 0: minus the transform of -x with 2 - lam
    power = 1 + sign * (lam - 1.0)
    return sign * _box_cox(np.log1p(np.abs(x)), power)


def yeo_johnson_inverse(t: FloatArray, lam: float) -> FloatArray:
    """Return x; a t outside the range of the transform is moved to its boundary."""
    sign = np.where(t < 0, -1.0, 1.0)
    power = 1 + sign * (lam - 1.0)
    flat = np.abs(power) < 1e-12
    grown = np.maximum(power * np.abs(t), np.finfo(float).eps - 1)
    log = np.where(flat, np.abs(t), np.log1p(grown) / np.where(flat, 1.0, power))
    # e^100 is far beyond all values that were transformed
    return np.asarray(sign * np.expm1(np.minimum(log, 100.0)))


def most_likely_lambda(x: FloatArray) -> float:
    """Return the lambda of maximum likelihood, to the nearest 0.1."""
    t = yeo_johnson(x, LAMBDAS[:, None])
    variance = np.maximum(t.var(axis=1), np.finfo(float).tiny)
    jacobian = (np.sign(x) * np.log1p(np.abs(x))).sum()
    likelihood = -0.5 * len(x) * np.log(variance) + (LAMBDAS - 1) * jacobian
    return float(LAMBDAS[np.argmax(likelihood)])


def _box_cox(log: FloatArray, power: npt.ArrayLike) -> FloatArray:
    """Compute ((exp log)^power - 1) / power, or its limit if power is 0."""
    power = np.asarray(power)
    flat = np.abs(power) < 1e-12
    return np.where(flat, log, np.expm1(power * log) / np.where(flat, 1.0, power))
