"""What maps of squared errors with an elastic net's penalty have in common.

Notation: X of shape (n, p) the training rows, X_test of shape (m, p), y of shape (n,)
or (n, t), w of shape (p,) or (p, t) the coefficients, a of shape (n,) the shares of the
rows by weight, mu and ybar the means of X and y with these (0 without an intercept):

    u = ybar + (X_test - mu) w
    F = (X - mu)' diag(a) r + ...,    r = ybar + (X - mu) w - y

The penalty is alpha (rho |w| + (1 - rho) w' w / 2), |w| a norm with the subgradient S.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np

from sk_hpo.gradients.data.folds import Rows
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linear.covariance import Fold
from sk_hpo.gradients.linear.moments import floats, outer
from sk_hpo.gradients.types import FloatArray, Theta


def penalties_of(estimator: Any) -> dict[str, int]:
    """Give the penalty, and an elastic net's mixture, as a model's ``parameters``."""
    known = {"alpha": 1, "l1_ratio": 0}
    settable = estimator.get_params()  # a Lasso's mixture is none of them
    return {name: stronger for name, stronger in known.items() if name in settable}


class LeastSquaresMap(InnerMap):
    """One fold.

    Parameters
    ----------
    estimator : estimator
        With ``alpha`` and ``l1_ratio``, which stand where theta has none.
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
            "l1_ratio": float(estimator.l1_ratio),  # a Lasso has it too: 1
        }
        self.intercept = bool(estimator.fit_intercept)
        self.fold, self.train = fold, train
        self.X_test, self.y_test, self.s_test = test.X, floats(test.y), test.s

    @abstractmethod
    def signs(self, w: FloatArray) -> FloatArray:
        """Give S, 0 where w is."""

    @abstractmethod
    def strongest(self) -> float:
        """Give the alpha rho from which on nothing is left of w."""

    def penalties(self, theta: Theta) -> tuple[float, float]:
        """Give alpha rho and alpha (1 - rho)."""
        values = {**self.settings, **theta}
        alpha, rho = values["alpha"], values["l1_ratio"]
        return alpha * rho, alpha * (1 - rho)

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        values = {**self.settings, **theta}
        if name == "l1_ratio":
            return values["alpha"] * (self.signs(w) - w)
        rho = values["l1_ratio"]
        return rho * self.signs(w) + (1 - rho) * w

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
        of_train = -a[:, None] * (outer(r, q) + outer(Xq, w))
        return of_train, outer(g, w)

    def limit(self, name: str, theta: Theta) -> float | None:
        rho = {**self.settings, **theta}["l1_ratio"]
        return self.strongest() / rho if name == "alpha" and rho > 0 else None

    def from_fitted(self, estimator: Any) -> FloatArray:
        return np.asarray(estimator.coef_.T, dtype=np.float64)
