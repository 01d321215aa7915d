"""Ridge regression on columns with factors: one Cholesky factor for each evaluation.

Notation: as in ``models/ridge.py``, with D = diag(d) the factors, d of shape (p,), and
Xc, yc, Z centred by the s-weighted means of the training rows. The model is fitted on
Xc D, with b of shape (p,) or, with t targets, (p, t):

    F = D G D b + alpha b - D c,    G = Xc' S Xc,  c = Xc' S yc      dF/dalpha = b
    H = D G D + alpha               u = ybar + Z D b,  Z = X_test - mu

G, c and Z do not depend on d, and no rows have to be transformed. The derivative
of q'F in d_j is q_j (G D b)_j + b_j (G D q)_j - q_j c_j, that of C at constant b is
b_j (Z'g)_j. In terms of D b it is a ridge regression with the penalty alpha / d_j^2 for
column j (hypergradients, (26)), but d_j may be 0 here.

Measured (``benchmarks/grad_heuristics.py ridge_scaled``): with a decomposition of every
split for each d instead, 21 searches of weights take 1.56 times the time (1.1 to 2.8).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sk_hpo.gradients.data.splits import Rows, Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linalg.arrays import floats, scale_rows
from sk_hpo.gradients.linalg.systems import Solve, factorised
from sk_hpo.gradients.linear.least_squares import centred_products
from sk_hpo.gradients.linear.moments import moments_of
from sk_hpo.gradients.types import FloatArray, Theta


@dataclass(frozen=True)
class GramOfSplit:
    """What does not depend on the factors of a split's columns.

    Parameters
    ----------
    G : ndarray of shape (p, p)
    c : ndarray of shape (p,) or (p, t)
    mu : ndarray of shape (p,)
    ybar : ndarray of shape () or (t,)
    test : Rows
    """

    G: FloatArray
    c: FloatArray
    mu: FloatArray
    ybar: FloatArray
    test: Rows

    def responses(self, v: FloatArray) -> FloatArray:
        """Compute Z v."""
        return np.asarray(self.test.X @ v - self.mu @ v)

    def columns(self, g: FloatArray) -> FloatArray:
        """Compute Z'g."""
        return centred_products(self.test.X, self.mu, g)


def grams_of(splits: Splits, centred: bool) -> Iterator[GramOfSplit]:
    """Yield the sums over the training rows of every split."""
    for k, (sums, (x0, y0)) in enumerate(moments_of(splits, centred=centred)):
        mu = sums.x / sums.s * centred
        ybar = sums.y / sums.s * centred
        yield GramOfSplit(
            G=sums.xx - sums.s * np.outer(mu, mu),
            c=sums.xy - sums.s * np.multiply.outer(mu, ybar),
            mu=mu if x0 is None else mu + x0,
            ybar=ybar + y0,
            test=splits.test(k),
        )


class ScaledRidgeMap(InnerMap):
    """The inner map of one split, with factors of its columns; w is b.

    Parameters
    ----------
    gram : GramOfSplit
    d : ndarray of shape (p,)
    """

    def __init__(self, gram: GramOfSplit, d: FloatArray) -> None:
        self.gram, self.d = gram, d
        self.y_test, self.s_test = floats(gram.test.y), gram.test.s
        self._solve: tuple[float, Solve] | None = None

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        return self._system(theta)(scale_rows(self.d, self.gram.c))

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        Gv = self.gram.G @ scale_rows(self.d, w)
        return np.asarray(scale_rows(self.d, Gv - self.gram.c) + theta["alpha"] * w)

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        return self._system(theta)(c)

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        return w

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self.gram.responses(scale_rows(self.d, w)) + self.gram.ybar

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        return np.asarray(scale_rows(self.d, self.gram.columns(g)))

    def factors_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> FloatArray:
        Gv, Gq = (self.gram.G @ scale_rows(self.d, x) for x in (w, q))
        slopes = w * (self.gram.columns(g) - Gq) - q * (Gv - self.gram.c)
        return np.asarray(slopes if slopes.ndim == 1 else slopes.sum(axis=1))

    def _system(self, theta: Theta) -> Solve:
        alpha = theta["alpha"]
        if self._solve is None or self._solve[0] != alpha:
            H = self.gram.G * np.multiply.outer(self.d, self.d)
            H.flat[:: len(H) + 1] += alpha
            self._solve = alpha, factorised(H)
        return self._solve[1]
