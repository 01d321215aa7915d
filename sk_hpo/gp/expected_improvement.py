"""Log expected improvement, to be maximised.

Notation::

    mean, sd  (q,)  prediction at q points, of a value to be minimised
    best      ()    the best value so far
    z         (q,)  (best - mean) / sd
    h               phi(z) + z Phi(z)
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import erfcx, log_ndtr, ndtr

from sk_hpo.gp.kernel import FloatArray

HALF_LOG_2PI = 0.5 * math.log(2 * math.pi)
HALF_LOG_HALF_PI = 0.5 * math.log(math.pi / 2)
# Below this, the difference that `log_h` computes has no correct digits.
FAR = -1e6


def log_expected_improvement(
    mean: FloatArray, sd: FloatArray, best: float
) -> FloatArray:
    """Return the log of the expected improvement, log sd + log h(z).

    Ament et al., Unexpected Improvements to Expected Improvement for Bayesian
    Optimization (2023), arXiv:2310.20708, equations 8 and 9.
    """
    return np.asarray(log_h((best - mean) / sd) + np.log(sd))


def improvement_slopes(
    mean: FloatArray, sd: FloatArray, best: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the log of the expected improvement, and its derivatives.

    The derivatives in mean and sd are, by h'(z) = Phi(z), -rho / sd and
    (1 - rho z) / sd with rho = Phi(z) / h(z).
    """
    z = (best - mean) / sd
    log = log_h(z)
    # rho tends to -z as z tends to -inf, where the difference of logarithms has no
    # correct digits
    rho = np.where(z > FAR, np.exp(np.minimum(log_ndtr(z) - log, 20.0)), -z)
    return log + np.log(sd), -rho / sd, (1 - rho * z) / sd


def log_h(z: FloatArray) -> FloatArray:
    """Return log(phi(z) + z Phi(z)), accurately even where the sum underflows.

    Equation 9 and appendix A of the same paper.
    """
    result = np.empty_like(z)
    near = z > -1
    a = z[near]
    phi = np.exp(-0.5 * a**2 - HALF_LOG_2PI)
    result[near] = np.log(phi + a * ndtr(a))
    b = z[~near]
    tail = -0.5 * b**2 - HALF_LOG_2PI
    middle = np.maximum(b, FAR)
    ratio = np.log(erfcx(-middle / math.sqrt(2)) * -middle) + HALF_LOG_HALF_PI
    # the ratio tends to -1 / z^2, and underflows to 0
    inner = np.log(np.maximum(-np.expm1(ratio), np.finfo(float).tiny))
    result[~near] = tail + np.where(b > FAR, inner, -2 * np.log(-b))
    return result
