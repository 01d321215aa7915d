"""Generalised linear models: Poisson, gamma and Tweedie regression.

Notation: n training rows, m test rows, X~ = [X, 1] of shape (n, q), w of shape (q,)
coefficients and then the intercept, y of shape (n,), a of shape (n,) the weights of the
rows divided by their sum, P the power, h the inverse link, u~ = X~ w and mu = h(u~), I0
the identity with 0 at the intercept. By hypergradients, (14), with d half the unit
deviance of y and mu (``criteria/deviance.py``), as a function of u~,

    objective  sum a d + alpha w' I0 w / 2
    F = X~' (a d') + alpha I0 w    H = X~' diag(a d'') X~ + alpha I0    dF/dalpha = I0 w

    log link       d' = mu^(1-P) (mu - y)   d'' = (2-P) mu^(2-P) - (1-P) y mu^(1-P)
    identity       d' = mu^-P (mu - y)      d'' = (1-P) mu^-P + P y mu^(-P-1)

and, with the log link and P between 1 and 2, dF/dP = -X~' (a d' log mu). What is
predicted is u = mu.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sk_hpo.gradients.criteria.deviance import mean_deviance
from sk_hpo.gradients.data.splits import Rows, Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.inner.newton_map import NewtonMap
from sk_hpo.gradients.linalg.arrays import floats
from sk_hpo.gradients.linalg.design_matrix import DesignMatrix
from sk_hpo.gradients.linalg.newton import NewtonPoint
from sk_hpo.gradients.linalg.systems import Solve
from sk_hpo.gradients.scoring.own_score import POWERS, TWEEDIE
from sk_hpo.gradients.types import FloatArray, NotDifferentiableError, Theta
from sk_hpo.registry import is_exactly

handles = (
    "sklearn.linear_model.GammaRegressor",
    "sklearn.linear_model.PoissonRegressor",
    "sklearn.linear_model.TweedieRegressor",
)
RESPONSE = "prediction"

NOT_CONVEX = "power={} with a log link has no convex objective"


def parameters(estimator: Any) -> dict[str, int]:
    """Return the penalty, and the power if it may vary."""
    moves = is_exactly(estimator, TWEEDIE) and _has_log_link(estimator)
    return {"alpha": 1, "power": 0} if moves else {"alpha": 1}


def declines(estimator: Any) -> str | None:
    """Return why the settings are not supported."""
    power = _power(estimator)
    if not isinstance(power, int | float):
        return f"power={power!r} is not a number"
    if _has_log_link(estimator):
        if not 1 <= power <= 2:
            return NOT_CONVEX.format(power)
    elif power not in (0, 1):
        return f"{power=} with the identity link has no convex objective"
    elif power == 1 and not estimator.fit_intercept:
        return "power=1 with the identity link is supported with an intercept only"
    return None


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Prepare every split."""
    splits.reject_several_targets()
    splits.reject_too_large()
    family = _Family(float(_power(estimator)), _has_log_link(estimator))
    intercept = bool(estimator.fit_intercept)
    return [GlmMap(train, test, family, intercept) for train, test in splits]


def _power(estimator: Any) -> Any:
    powers = (power for path, power in POWERS.items() if is_exactly(estimator, path))
    return next(powers)(estimator)


def _has_log_link(estimator: Any) -> bool:
    link = getattr(estimator, "link", "log")
    return bool(link == "log" or (link == "auto" and _power(estimator) > 0))


@dataclass(frozen=True)
class _Family:
    """A deviance and a link."""

    power: float
    log_link: bool

    def check(self, y: FloatArray) -> None:
        """Reject targets that have no deviance."""
        least = y.min()
        if self.power >= 2 and not least > 0:
            raise NotDifferentiableError(f"power={self.power:g} needs positive y")
        if self.power >= 1 and not least >= 0:
            raise NotDifferentiableError(f"power={self.power:g} needs nonnegative y")

    def mean(self, u: FloatArray) -> FloatArray:
        """Compute mu."""
        return np.exp(u) if self.log_link else u

    def slope(self, mu: FloatArray) -> FloatArray:
        """Compute dmu/du~."""
        return mu if self.log_link else np.ones_like(mu)

    def null(self, mean: float) -> float:
        """Compute u~ of a mean."""
        return float(np.log(mean)) if self.log_link else mean

    def derivatives(
        self, y: FloatArray, mu: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Compute d' and d''."""
        P = self.power
        if self.log_link:
            by_mean = mu ** (1 - P)
            return by_mean * (mu - y), by_mean * ((2 - P) * mu - (1 - P) * y)
        if P == 0:
            return mu - y, np.ones_like(mu)
        by_mean = mu**-P
        return by_mean * (mu - y), by_mean * (1 - P + P * y / mu)


@dataclass(frozen=True)
class _Local(NewtonPoint):
    """What is known at one w under one theta."""

    alpha: float
    curvature: FloatArray  # (n,): a d''


class GlmMap(NewtonMap[_Local]):
    """The inner map of one split.

    Parameters
    ----------
    train, test : Rows
    family : _Family
    intercept : bool
    """

    def __init__(
        self, train: Rows, test: Rows, family: _Family, intercept: bool
    ) -> None:
        self.family = family
        self.y = floats(train.y)
        family.check(self.y)
        self.a = train.weights / train.weights.sum()
        self.X, self.X_test = (DesignMatrix(r.X, intercept) for r in (train, test))
        self.y_test, self.s_test = floats(test.y), test.s

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        null = np.zeros(self.X.q)
        if self.X.constant:
            null[-1] = self.family.null(float(self.a @ self.y))
        return self.fit_from(null, start, theta, tol)

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        if name == "alpha":
            return self.X.penalised * w
        family, u = self._family(theta), self.X.times(w)
        first, _ = family.derivatives(self.y, family.mean(u))
        return -self.X.transposed(self.a * first * u)

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self.family.mean(self.X_test.times(w))

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        slope = self.family.slope(self.predict(w, theta))
        return self.X_test.transposed(g * slope)

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        here, p = self.at(w, theta), self.X.p
        mu = self.family.mean(self.X.times(w))
        first, _ = self._family(theta).derivatives(self.y, mu)
        of_train = -np.outer(self.a * first, q[:p])
        of_train -= np.outer(here.curvature * self.X.times(q), w[:p])
        slope = self.family.slope(self.predict(w, theta))
        return of_train, np.outer(g * slope, w[:p])

    def _family(self, theta: Theta) -> _Family:
        power = theta.get("power", self.family.power)
        if power == self.family.power:
            return self.family
        if not 1 <= power <= 2:
            raise NotDifferentiableError(NOT_CONVEX.format(power))
        family = replace(self.family, power=power)
        family.check(self.y)
        return family

    def evaluated(self, w: FloatArray, theta: Theta) -> _Local:
        family, alpha = self._family(theta), theta["alpha"]
        mu = family.mean(self.X.times(w))
        first, second = family.derivatives(self.y, mu)
        penalised = alpha * self.X.penalised * w
        loss = mean_deviance(self.y, mu, self.a, family.power) / 2
        return _Local(
            w=w,
            alpha=alpha,
            objective=loss + float(w @ penalised) / 2,
            slope=self.X.transposed(self.a * first) + penalised,
            curvature=self.a * second,
        )

    def system(self, here: _Local, tol: float) -> Solve:
        return self.X.system(here.curvature, here.alpha * self.X.penalised, tol)
