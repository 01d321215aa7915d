"""Deviances of positive predictions and their D2 scores (hypergradients, (30)).

Notation: y and u of shape (m,), u = mu > 0 predictions (of any sign for P <= 0), P the
power, a of shape (m,) shares of the rows. With unit deviances

    P = 0  (y - u)^2                     P = 1  2 (y log(y / u) - y + u)
    P = 2  2 (log(u / y) + y / u - 1)
    else   2 (max(y, 0)^(2-P) / ((1-P)(2-P)) - y u^(1-P) / (1-P) + u^(2-P) / (2-P))

the derivative in u is 2 u^-P (u - y) for every P.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from scipy.special import xlogy

from sk_hpo.gradients.scoring.criterion import Criterion, ValueAndSlope, relative
from sk_hpo.gradients.types import FloatArray


class TweedieDeviance(Criterion):
    """L = mean of the unit deviances.

    Parameters
    ----------
    power : float, default=0
    """

    metrics: ClassVar[tuple[str, ...]] = ("mean_tweedie_deviance",)
    arguments: ClassVar[tuple[str, ...]] = ("power",)

    def __init__(self, power: float = 0) -> None:
        self.power = power

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        value = mean_deviance(y, u, a, self.power)
        return value, 2 * a * u**-self.power * (u - y)


class PoissonDeviance(TweedieDeviance):
    """The deviance of P = 1."""

    metrics = ("mean_poisson_deviance",)
    arguments = ()

    def __init__(self) -> None:
        super().__init__(1.0)


class GammaDeviance(TweedieDeviance):
    """The deviance of P = 2."""

    metrics = ("mean_gamma_deviance",)
    arguments = ()

    def __init__(self) -> None:
        super().__init__(2.0)


class ExplainedDeviance(TweedieDeviance):
    """L = deviance of u / deviance of the mean of y - 1: D2, negated."""

    metrics = ("d2_tweedie_score",)
    perfect = -1.0

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        mean = np.full(len(y), a @ y)
        constant = mean_deviance(y, mean, a, self.power)
        return relative(y, super().at(y, u, a), constant)


def mean_deviance(y: FloatArray, u: FloatArray, a: FloatArray, P: float) -> float:
    """Compute the mean unit deviance with the shares a; NaN if it is not defined."""
    if P == 0:
        return float(a @ (y - u) ** 2)
    if not u.min() > 0:
        return float("nan")
    if P == 1:
        return float(2 * a @ (xlogy(y, y / u) - y + u))
    if P == 2:
        return float(2 * a @ (np.log(u / y) + y / u - 1))
    if 1 < P < 2:
        return float(2 * a @ (u ** (2 - P) * _of_ratio(y / u, P)))
    of_y = np.maximum(y, 0) ** (2 - P) / ((1 - P) * (2 - P))
    of_u = u ** (2 - P) / (2 - P) - y * u ** (1 - P) / (1 - P)
    return float(2 * a @ (of_y + of_u))


def _of_ratio(r: FloatArray, P: float) -> FloatArray:
    """Compute half the unit deviance at u = 1, accurately even for P near 1 or 2.

    With p(x, r) = (r^x - 1) / x it is

        (r p(1-P, r) - r + 1) / (2-P)   and as well   (p(2-P, r) - r + 1) / (1-P)
    """
    # for r = 0, r^(2-P) = 0
    log = np.log(np.where(r > 0, r, 1))
    if P < 1.5:
        return np.asarray((r * np.expm1((1 - P) * log) / (1 - P) - r + 1) / (2 - P))
    power = np.where(r > 0, np.expm1((2 - P) * log), -1.0)
    return np.asarray((power / (2 - P) - r + 1) / (1 - P))


CRITERIA = (TweedieDeviance(), PoissonDeviance(), GammaDeviance(), ExplainedDeviance())
