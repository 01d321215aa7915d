"""Lasso and the elastic net.

Notation: G, D, mu and ybar as in ``covariance.py``, w of shape (p,) the coefficients,
A those that are not 0, l1 = alpha rho and l2 = alpha (1 - rho) with rho the l1_ratio,
which is 1 in a Lasso. The intercept is free, and taken care of by the means. MATHS
section 2:

    objective  w' G w / 2 - D' w + l1 sum |w_j| + l2 w' w / 2
    F          = G w - D + l2 w + l1 sgn w      on A;  off A 0 if |G w - D| <= l1
    H          = G_AA + l2 I                    on A;  the others do not move
    dF/dalpha  = rho sgn w + (1 - rho) w        dF/drho = alpha (sgn w - w)
    u          = ybar + (X_test - mu) w

w is exact at every theta (``l1_quadratic.py``), whatever tolerance is asked for: a
wrong support would have a wrong gradient (MATHS section 3). Of several targets each
has its own problem; w is of shape (p, t) then.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from sk_hpo.gradients.arrays import FloatArray, Theta
from sk_hpo.gradients.covariance import Fold, covariances_of
from sk_hpo.gradients.criterion import Response
from sk_hpo.gradients.folds import Folds, Rows
from sk_hpo.gradients.inner_map import InnerMap
from sk_hpo.gradients.moments import floats
from sk_hpo.gradients.sparse_fit import Problem
from sk_hpo.gradients.valley import Valley

ESTIMATORS = ("sklearn.linear_model.Lasso", "sklearn.linear_model.ElasticNet")
RESPONSE: Response = "prediction"
SCANS_ALL = False
VALLEY = Valley("alpha", along="l1_ratio")


def parameters(estimator: Any) -> dict[str, int]:
    """Give the penalty, and an elastic net's mixture."""
    if type(estimator).__name__ == "Lasso":
        return {"alpha": 1}
    return {"alpha": 1, "l1_ratio": 0}


def declines(estimator: Any) -> str | None:
    """Serve all settings."""
    return None


def inner_maps(estimator: Any, folds: Folds) -> list[InnerMap]:
    """Prepare the covariances of every fold."""
    every = covariances_of(folds, centred=bool(estimator.fit_intercept))
    return [
        ElasticNetMap(estimator, fold, folds.test(k), partial(folds.train, k))
        for k, fold in enumerate(every)
    ]


class ElasticNetMap(InnerMap):
    """One fold.

    Parameters
    ----------
    estimator : Lasso or ElasticNet
        Its settings stand where theta has none.
    fold : Fold
    test : Rows
    train : callable
        Gives the training rows.
    """

    def __init__(
        self, estimator: Any, fold: Fold, test: Rows, train: Callable[[], Rows]
    ) -> None:
        self.settings = {
            "alpha": float(estimator.alpha),
            "l1_ratio": float(estimator.l1_ratio),  # 1.0 in a Lasso
        }
        self.positive = bool(estimator.positive)
        self.intercept = bool(estimator.fit_intercept)
        self.fold, self.train = fold, train
        self.X_test, self.y_test, self.s_test = test.X, floats(test.y), test.s
        targets = fold.D.reshape(len(fold.D), -1).T
        self.problems = [
            Problem(fold.covariance, np.ascontiguousarray(d), self.positive)
            for d in targets
        ]

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        if start is None or start.shape != self.fold.D.shape:
            start = np.zeros(self.fold.D.shape)
        penalties = self._penalties(theta)
        return self._each(lambda problem, w: problem.fit(w, *penalties), start)

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        penalties = self._penalties(theta)
        return self._each(lambda problem, w: problem.residual(w, *penalties), w)

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        penalties = self._penalties(theta)
        return self._each(
            lambda problem, c, w: problem.hess_solve(c, w, *penalties), c, w
        )

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        values = {**self.settings, **theta}
        if name == "l1_ratio":
            return values["alpha"] * (np.sign(w) - w)
        rho = values["l1_ratio"]
        return rho * np.sign(w) + (1 - rho) * w

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return np.asarray(self.X_test @ w + (self.fold.ybar - self.fold.mu @ w))

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        means = np.multiply.outer(self.fold.mu, g.sum(axis=0))
        return np.asarray(self.X_test.T @ g - means)

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        fold, rows = self.fold, self.train()
        a = rows.weights / rows.weights.sum()
        # the means move with X, but F does not with the means
        of_mean = g.sum(axis=0) if self.intercept else 0.0
        r = rows.X @ w + (fold.ybar - fold.mu @ w) - floats(rows.y)
        Xq = rows.X @ q - fold.mu @ q + of_mean
        of_train = -a[:, None] * (_outer(r, q) + _outer(Xq, w))
        return of_train, _outer(g, w)

    def limit(self, name: str, theta: Theta) -> float | None:
        rho = {**self.settings, **theta}["l1_ratio"]
        if name != "alpha" or rho <= 0:
            return None
        pulls = self.fold.D if self.positive else np.abs(self.fold.D)
        return float(pulls.max(initial=0.0)) / rho

    def from_fitted(self, estimator: Any) -> FloatArray:
        return np.asarray(estimator.coef_.T, dtype=np.float64)

    def _penalties(self, theta: Theta) -> tuple[float, float]:
        values = {**self.settings, **theta}
        alpha, rho = values["alpha"], values["l1_ratio"]
        return alpha * rho, alpha * (1 - rho)

    def _each(
        self, method: Callable[..., FloatArray], *arrays: FloatArray
    ) -> FloatArray:
        """Ask every target's problem about its columns."""
        if arrays[0].ndim == 1:
            return method(self.problems[0], *arrays)
        columns = zip(self.problems, *(a.T for a in arrays), strict=True)
        return np.stack([method(*column) for column in columns], axis=1)


def _outer(of_rows: FloatArray, of_columns: FloatArray) -> FloatArray:
    """Give the sum over targets of outer products."""
    if of_rows.ndim == 1:
        return np.outer(of_rows, of_columns)
    return np.asarray(of_rows @ of_columns.T)
