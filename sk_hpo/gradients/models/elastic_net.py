"""Lasso and the elastic net.

Notation: G, D, mu and ybar as in ``linear/covariance.py``, w of shape (p,) the
coefficients, A those that are not 0, l1 = alpha rho and l2 = alpha (1 - rho) with rho
the l1_ratio, which is 1 in a Lasso. By hypergradients, (8):

    objective  w' G w / 2 - D' w + l1 sum |w_j| + l2 w' w / 2
    F          = G w - D + l2 w + l1 sgn w      on A;  off A 0 if |G w - D| <= l1
    H          = G_AA + l2 I                    on A;  the others do not move
    dF/dalpha  = rho sgn w + (1 - rho) w        dF/drho = alpha (sgn w - w)

w is exact at every theta (``linear/active_set.py``), whatever tolerance is asked for: a
wrong support would have a wrong gradient (hypergradients, (17)). Of several targets
each has its own problem; w is of shape (p, t) then.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from sk_hpo.gradients.data.folds import Folds, Rows
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linear.covariance import Fold, covariances_of
from sk_hpo.gradients.linear.lasso import Problem
from sk_hpo.gradients.linear.least_squares import LeastSquaresMap, penalties_of
from sk_hpo.gradients.outer.frame import Valley
from sk_hpo.gradients.types import FloatArray, Response, Theta

handles = ("sklearn.linear_model.Lasso", "sklearn.linear_model.ElasticNet")
RESPONSE: Response = "prediction"
SCANS_ALL = False
VALLEY = Valley("alpha", along="l1_ratio")

parameters = penalties_of


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


class ElasticNetMap(LeastSquaresMap):
    """One fold.

    Parameters
    ----------
    estimator : Lasso or ElasticNet
    fold : Fold
    test : Rows
    train : callable
        As for ``LeastSquaresMap``.
    """

    def __init__(
        self, estimator: Any, fold: Fold, test: Rows, train: Callable[[], Rows]
    ) -> None:
        super().__init__(estimator, fold, test, train)
        self.positive = bool(estimator.positive)
        targets = fold.D.reshape(len(fold.D), -1).T
        self.problems = [
            Problem(fold.covariance, np.ascontiguousarray(d), self.positive)
            for d in targets
        ]

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        if start is None or start.shape != self.fold.D.shape:
            start = np.zeros(self.fold.D.shape)
        penalties = self.penalties(theta)
        return self._each(lambda problem, w: problem.fit(w, *penalties), start)

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        penalties = self.penalties(theta)
        return self._each(lambda problem, w: problem.residual(w, *penalties), w)

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        penalties = self.penalties(theta)
        return self._each(
            lambda problem, c, w: problem.hess_solve(c, w, *penalties), c, w
        )

    def signs(self, w: FloatArray) -> FloatArray:
        return np.sign(w)

    def strongest(self) -> float:
        pulls = self.fold.D if self.positive else np.abs(self.fold.D)
        return float(pulls.max(initial=0.0))

    def _each(
        self, method: Callable[..., FloatArray], *arrays: FloatArray
    ) -> FloatArray:
        """Ask every target's problem about its columns."""
        if arrays[0].ndim == 1:
            return method(self.problems[0], *arrays)
        columns = zip(self.problems, *(a.T for a in arrays), strict=True)
        return np.stack([method(*column) for column in columns], axis=1)
