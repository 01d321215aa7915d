"""What a linear least-squares fit owes to each number of X (hypergradients, (24))."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sk_hpo.gradients.data.folds import Folds
from sk_hpo.gradients.linear.moments import floats, outer, scaled
from sk_hpo.gradients.types import FloatArray


@dataclass(frozen=True)
class LeastSquaresRows:
    """The rows, made when asked for (hypergradients, (24)).

    With an intercept b0 = ybar - mu'b and its part q0 of q, by the equation of its own
    row, 1'S(Xq + q0) = 1'g, and r = X b + b0 - y,

        d(C - q'F)/dX = -(S r) q' - S (X q + q0) b',    dC/dX_test = g b'
    """

    folds: Folds
    k: int
    centred: bool
    mu: FloatArray

    def columns(self, g: FloatArray) -> FloatArray:
        """Give dC/db = (X_test - mu)'g."""
        total = g.sum(axis=0)
        product = self.folds.test(self.k).X.T @ g
        return np.asarray(product - np.multiply.outer(self.mu, total))

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, b: FloatArray, ybar: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        train = self.folds.train(self.k)
        s = train.weights
        r = train.X @ b + (ybar - self.mu @ b) - floats(train.y)
        q0 = g.sum(axis=0) / s.sum() * self.centred - self.mu @ q
        turns = scaled(s, train.X @ q + q0)
        of_train = -outer(scaled(s, r), q) - outer(turns, b)
        return of_train, outer(g, b)
