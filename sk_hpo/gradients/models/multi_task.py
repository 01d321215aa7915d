"""Lasso and elastic net of several targets that share their columns.

Notation: as in ``elastic_net.py``, with t targets: W of shape (p, t), W_j its rows, A
those that are not 0, S_j = W_j / |W_j|, |W_j| the Euclidean norm. By
hypergradients, (9):

    objective  tr(W' G W / 2 - D' W) + l1 sum |W_j| + l2 tr(W' W) / 2
    F          = G W - D + l2 W + l1 S                           on A
    H          = G_AA x I + diag_j(l2 I + l1 (I - S_j S_j') / |W_j|)
    dF/dalpha  = rho S + (1 - rho) W      dF/drho = alpha (S - W)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from sk_hpo.gradients.data.folds import Folds, Rows
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linear.covariance import Fold, covariances_of
from sk_hpo.gradients.linear.group_lasso import GroupProblem, directions
from sk_hpo.gradients.linear.least_squares import LeastSquaresMap, penalties_of
from sk_hpo.gradients.outer.frame import Valley
from sk_hpo.gradients.types import FloatArray, NotDifferentiableError, Response, Theta

handles = (
    "sklearn.linear_model.MultiTaskLasso",
    "sklearn.linear_model.MultiTaskElasticNet",
)
RESPONSE: Response = "prediction"
SCANS_ALL = False
VALLEY = Valley("alpha", along="l1_ratio")

parameters = penalties_of


def declines(estimator: Any) -> str | None:
    """Serve all settings."""
    return None


def inner_maps(estimator: Any, folds: Folds) -> list[InnerMap]:
    """Prepare the covariances of every fold."""
    if folds.test(0).y.ndim < 2:
        raise NotDifferentiableError("y is one target: several are expected")
    every = covariances_of(folds, centred=bool(estimator.fit_intercept))
    return [
        MultiTaskMap(estimator, fold, folds.test(k), partial(folds.train, k))
        for k, fold in enumerate(every)
    ]


class MultiTaskMap(LeastSquaresMap):
    """One fold.

    Parameters
    ----------
    estimator : MultiTaskLasso or MultiTaskElasticNet
    fold : Fold
    test : Rows
    train : callable
        As for ``LeastSquaresMap``.
    """

    def __init__(
        self, estimator: Any, fold: Fold, test: Rows, train: Callable[[], Rows]
    ) -> None:
        super().__init__(estimator, fold, test, train)
        self.problem = GroupProblem(fold.covariance, fold.D)

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        if start is None or start.shape != self.fold.D.shape:
            start = np.zeros(self.fold.D.shape)
        return self.problem.fit(start, *self.penalties(theta), tol)

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self.problem.residual(w, *self.penalties(theta))

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        return self.problem.hess_solve(c, w, *self.penalties(theta), tol)

    def signs(self, w: FloatArray) -> FloatArray:
        return directions(w)

    def strongest(self) -> float:
        return float(np.linalg.norm(self.fold.D, axis=1).max(initial=0.0))
