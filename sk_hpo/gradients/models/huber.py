"""Huber regression: coefficients, intercept and scale of the residuals, jointly.

Notation: n training rows, m test rows, X~ = [X, 1] of shape (n, q), w of shape (q + 1,)
coefficients, intercept and the scale sigma, b = w[:q], s of shape (n,) weights,
r = y - X~ b, I the rows with abs(r) <= epsilon sigma and O the others, 1_I and 1_O of
shape (n,) 1 on them and 0 else, I0 the identity with 0 at the intercept. By
hypergradients, (15):

    objective  sum s (sigma + sigma h(r / sigma)) + alpha b' I0 b
               h(z) = z^2 on I, 2 epsilon abs(z) - epsilon^2 on O
    F_b     = -2 X~' s (1_I r / sigma + 1_O epsilon sgn r) + 2 alpha I0 b
    F_sigma = sum s (1 - 1_O epsilon^2 - 1_I r^2 / sigma^2)
    H_bb = A = X~' diag(2 s 1_I / sigma) X~ + 2 alpha I0
    H_bsigma = a = X~' (2 s 1_I r / sigma^2)    H_sigmasigma = sum 2 s 1_I r^2 / sigma^3
    dF/dalpha = (2 I0 b, 0)
    dF/depsilon = (-2 X~' (s 1_O sgn r), -2 epsilon sum s 1_O)

F is continuous and H is not: Newton steps end where I stays as it is, and may fail
where few rows are in I. Then, and at first, sigma and b are improved alternately: sigma
has a closed form, and b is the solution of least squares with the weights s min(1 /
sigma, epsilon / abs(r)), whose objective is above the true one and touches it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from sk_hpo.gradients.data.splits import Rows, Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.inner.newton_map import NewtonMap
from sk_hpo.gradients.linalg.arrays import floats
from sk_hpo.gradients.linalg.design_matrix import DesignMatrix
from sk_hpo.gradients.linalg.newton import NewtonPoint, better, newton
from sk_hpo.gradients.linalg.systems import Solve
from sk_hpo.gradients.types import BoolArray, FloatArray, NotDifferentiableError, Theta

handles = ("sklearn.linear_model.HuberRegressor",)
RESPONSE = "prediction"

TINY = 1e-100
# How many alternating steps are taken before Newton steps are tried again.
N_ALTERNATING = 3
LEAST_STEP = 2.0**-8
MOST_ROUNDS = 30
# The rounding of the objective, as a share.
ROUNDING = 1e-15


def parameters(estimator: Any) -> dict[str, int]:
    """Return the penalty and the threshold of residuals."""
    return {"alpha": 1, "epsilon": 0}


def declines(estimator: Any) -> str | None:
    """Return None: all settings are supported."""
    return None


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Prepare every split."""
    splits.reject_several_targets()
    splits.reject_too_large()
    intercept = bool(estimator.fit_intercept)
    return [HuberMap(train, test, intercept) for train, test in splits]


@dataclass(frozen=True)
class _Local(NewtonPoint):
    """What is known at one w under one theta."""

    alpha: float
    epsilon: float
    r: FloatArray
    inside: BoolArray  # 1_I


class HuberMap(NewtonMap[_Local]):
    """The inner map of one split.

    Parameters
    ----------
    train, test : Rows
    intercept : bool
    """

    def __init__(self, train: Rows, test: Rows, intercept: bool) -> None:
        self.y, self.s = floats(train.y), train.weights
        self.X, self.X_test = (DesignMatrix(r.X, intercept) for r in (train, test))
        self.y_test, self.s_test = floats(test.y), test.s

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        here = self._start(start, theta)
        for _ in range(MOST_ROUNDS):
            here, solve = newton(
                here,
                partial(self.at, theta=theta),
                partial(self.system, tol=tol),
                tol,
                least_step=LEAST_STEP,
            )
            if here.slope @ solve(here.slope) <= max(tol, ROUNDING) * here.objective:
                return self.remember(theta, here, solve)
            here = self._improved(here, theta, tol)
        raise NotDifferentiableError(
            "the scale of the residuals tends to 0, as it may if epsilon is near 1"
        )

    def _improved(self, here: _Local, theta: Theta, tol: float) -> _Local:
        """Improve sigma and b alternately."""
        for _ in range(N_ALTERNATING):
            sigma = _scale(here.r, self.s, here.epsilon)
            size = np.maximum(np.abs(here.r), TINY)
            weights = self.s * np.minimum(1 / sigma, here.epsilon / size)
            solve = self.X.system(weights, here.alpha * self.X.penalised, tol)
            b = solve(self.X.transposed(weights * self.y))
            here = self.at(np.append(b, sigma), theta)
        return here

    def _start(self, start: FloatArray | None, theta: Theta) -> _Local:
        """Begin at the start if it is better than the mean of y."""
        null = np.zeros(self.X.q + 1)
        mean = float(self.s @ self.y / self.s.sum()) if self.X.constant else 0.0
        if self.X.constant:
            null[-2] = mean
        null[-1] = np.sqrt(self.s @ (self.y - mean) ** 2 / self.s.sum()) or 1.0
        none = self.at(null, theta)
        here = better(none, start, partial(self.at, theta=theta))
        return self._improved(none, theta, 1e-4) if here is none else here

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        if name == "alpha":
            return np.append(2 * self.X.penalised * w[:-1], 0.0)
        here = self.at(w, theta)
        s = np.where(here.inside, 0.0, self.s)
        of_b = -2 * self.X.transposed(s * np.sign(here.r))
        return np.append(of_b, -2 * here.epsilon * s.sum())

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self.X_test.times(w[:-1])

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        return np.append(self.X_test.transposed(g), 0.0)

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        here, p = self.at(w, theta), self.X.p
        sigma, inside, s, r = w[-1], here.inside, self.s, here.r
        slope = -2 * s * np.where(inside, r / sigma, here.epsilon * np.sign(r))
        # the derivatives of the slope, and of F_sigma in X~ b
        moved = 2 * s * inside / sigma * self.X.times(q[:-1])
        moved += 2 * s * inside * r / sigma**2 * q[-1]
        of_train = -np.outer(slope, q[:p]) - np.outer(moved, w[:p])
        return of_train, np.outer(g, w[:p])

    def evaluated(self, w: FloatArray, theta: Theta) -> _Local:
        alpha, epsilon = theta["alpha"], theta["epsilon"]
        b, s = w[:-1], self.s
        sigma = max(float(w[-1]), TINY)  # the scale is positive
        r = self.y - self.X.times(b)
        inside = np.abs(r) <= epsilon * sigma
        within = np.where(inside, r, 0.0)
        squares = float(s @ within**2)
        beyond = np.where(inside, 0.0, s)
        penalised = alpha * self.X.penalised * b
        objective = (
            float(s.sum() - epsilon**2 * beyond.sum()) * sigma
            + squares / sigma
            + 2 * epsilon * float(beyond @ np.abs(r))
            + float(b @ penalised)
        )
        moved = s * within / sigma + epsilon * beyond * np.sign(r)
        of_sigma = s.sum() - epsilon**2 * beyond.sum() - squares / sigma**2
        return _Local(
            w=w,
            alpha=alpha,
            epsilon=epsilon,
            objective=objective if w[-1] > 0 else np.inf,
            slope=np.append(-2 * self.X.transposed(moved) + 2 * penalised, of_sigma),
            r=r,
            inside=inside,
        )

    def system(self, here: _Local, tol: float) -> Solve:
        """Eliminate b, then solve for sigma."""
        sigma, d = here.w[-1], 2 * self.s * here.inside
        of_b = self.X.system(d / sigma, 2 * here.alpha * self.X.penalised, tol)
        a = self.X.transposed(d * here.r / sigma**2)
        along = of_b(a)
        whole = float(d @ here.r**2) / sigma**3
        # 0 if every row inside is fitted perfectly
        left = max(whole - float(a @ along), 1e-10 * whole) or 1.0

        def solve(c: FloatArray) -> FloatArray:
            b = of_b(c[:-1])
            step = (c[-1] - a @ b) / left
            return np.append(b - step * along, step)

        return solve


def _scale(r: FloatArray, s: FloatArray, epsilon: float) -> float:
    """Solve F_sigma = 0: sum s min(epsilon^2, r^2 / sigma^2) = sum s."""
    order = np.argsort(np.abs(r))
    size, weights = np.abs(r)[order], s[order]
    # with the k smallest inside
    left = weights.sum() - epsilon**2 * (weights.sum() - np.cumsum(weights))
    squares = np.cumsum(weights * size**2)
    sigma = np.sqrt(np.where(left > 0, squares / np.where(left > 0, left, 1.0), 0.0))
    next_size = np.append(size[1:], np.inf)
    fits = (left > 0) & (sigma * epsilon <= next_size)
    return max(float(sigma[fits.argmax()]), TINY)
