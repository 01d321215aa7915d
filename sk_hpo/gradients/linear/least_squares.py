"""Squared errors with the penalty of an elastic net.

Notation: X of shape (n, p) the training rows, X_test of shape (m, p), y of shape (n,)
or (n, t), w of shape (p,) or (p, t) the coefficients, a of shape (n,) the weights of
the rows divided by their sum, mu and ybar the weighted means of X and y (0 without an
intercept), rho the l1_ratio:

    u = ybar + (X_test - mu) w
    F = (X - mu)' diag(a) r + ...,    r = ybar + (X - mu) w - y

The penalty is alpha (rho |w| + (1 - rho) w' w / 2), |w| a norm with the subgradient S.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from sk_hpo.gradients.data.splits import Rows, Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linalg.arrays import floats, outer, scale_rows
from sk_hpo.gradients.linear.covariance import Split, covariances_of
from sk_hpo.gradients.linear.group_lasso import GroupProblem
from sk_hpo.gradients.linear.lasso import LassoProblems
from sk_hpo.gradients.types import FloatArray, Theta

# The minimisation on the training rows, with l1 = alpha rho and l2 = alpha - l1.
ElasticNetProblem = LassoProblems | GroupProblem


def parameters(estimator: Any) -> dict[str, int]:
    """Return alpha, and an elastic net's l1_ratio, as a model's ``parameters``."""
    known = {"alpha": 1, "l1_ratio": 0}
    settable = estimator.get_params()  # a Lasso has no l1_ratio
    return {name: stronger for name, stronger in known.items() if name in settable}


def elastic_net_maps(
    estimator: Any, splits: Splits, problem_of: Callable[[Split], ElasticNetProblem]
) -> list[InnerMap]:
    """Make the map of every split.

    Parameters
    ----------
    estimator : estimator
    splits : Splits
    problem_of : callable
        Make the problem of a split's covariances.
    """
    centred = bool(estimator.fit_intercept)
    return [
        ElasticNetMap(
            split, problem_of(split), splits.test(k), partial(splits.train, k), centred
        )
        for k, split in enumerate(covariances_of(splits, centred=centred))
    ]


@dataclass(eq=False)
class ElasticNetMap(InnerMap):
    """The inner map of one split.

    Parameters
    ----------
    split : Split
    problem : ElasticNetProblem
    test : Rows
    train : callable
        Return the training rows.
    centred : bool
        Whether there is an intercept.
    """

    split: Split
    problem: ElasticNetProblem
    test: Rows
    train: Callable[[], Rows]
    centred: bool

    def __post_init__(self) -> None:
        test = self.test
        self.X_test, self.y_test, self.s_test = test.X, floats(test.y), test.s

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        if start is None or start.shape != self.split.D.shape:
            start = np.zeros(self.split.D.shape)
        return self.problem.fit(start, *_penalties(theta), tol)

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self.problem.residual(w, *_penalties(theta))

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        return self.problem.hess_solve(c, w, *_penalties(theta), tol)

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        S = self.problem.subgradient(w)
        if name == "l1_ratio":
            return theta["alpha"] * (S - w)
        rho = _mixture(theta)
        return rho * S + (1 - rho) * w

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return np.asarray(self.X_test @ w + (self.split.ybar - self.split.mu @ w))

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        return centred_products(self.X_test, self.split.mu, g)

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        rows, split = self.train(), self.split
        rows = Rows(rows.X, rows.y, rows.weights / rows.weights.sum())
        q0 = g.sum(axis=0) * self.centred
        return squared_error_vjp(rows, q, g, w, (split.mu, split.ybar, q0))

    def limit(self, name: str, theta: Theta) -> float | None:
        rho = _mixture(theta)
        return self.problem.strongest() / rho if name == "alpha" and rho > 0 else None


def _mixture(theta: Theta) -> float:
    return theta.get("l1_ratio", 1.0)  # a Lasso's


def _penalties(theta: Theta) -> tuple[float, float]:
    """Return alpha rho and alpha (1 - rho)."""
    alpha, rho = theta["alpha"], _mixture(theta)
    return alpha * rho, alpha * (1 - rho)


def centred_products(X: Any, mu: FloatArray, g: FloatArray) -> FloatArray:
    """Compute (X - mu)' g."""
    return np.asarray(X.T @ g - np.multiply.outer(mu, g.sum(axis=0)))


def squared_error_vjp(
    train: Rows,
    q: FloatArray,
    g: FloatArray,
    w: FloatArray,
    means: tuple[FloatArray, FloatArray, FloatArray],
) -> tuple[FloatArray, FloatArray]:
    """Compute the derivatives of C - q'F in X and in X_test (hypergradients, (24)).

    With an intercept w0 = ybar - mu'w and its part q0 of q, by the equation of its own
    row, 1'S(Xq + q0) = 1'g, and r = X w + w0 - y,

        d(C - q'F)/dX = -(S r) q' - S (X q + q0) w',    dC/dX_test = g w'

    Parameters
    ----------
    train : Rows
        With the weights S.
    q, w : ndarray of shape (p,) or (p, t)
    g : ndarray of shape (m,) or (m, t)
        dC/du.
    means : (mu, ybar, q0)
        q0 is that of centred columns.
    """
    (mu, ybar, q0), s = means, train.weights
    r = train.X @ w + (ybar - mu @ w) - floats(train.y)
    turns = scale_rows(s, train.X @ q + (q0 - mu @ q))
    return -outer(scale_rows(s, r), q) - outer(turns, w), outer(g, w)
