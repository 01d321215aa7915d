"""Linear discriminant analysis with shrinkage: one eigendecomposition for each split.

Notation: n training rows, m test rows, p columns, K classes with the priors pi of shape
(K,), v the shrinkage, M of shape (p, K) the classes' means, S of shape (p, p) the mean
of the classes' covariances with the weights pi, t = tr(S) / p. By hypergradients, (16):

    S_v = (1 - v) S + v t I = Q diag(D) Q',     D = (1 - v) lam + v t of shape (p,)
    W = S_v^-1 M     b = -diag(M' W) / 2 + log pi     u = X_test W + b

With w = Q' W of shape (p, K) and A = Q' M, its equations separate into p:

    F = D w - A       H = D       dF/dv = (t - lam) w
    u = Z w + b(w),   Z = X_test Q of shape (m, p)

With two classes u is the difference of the second and the first, of shape (m,), and so
are w and A, of shape (p,): b = -(m_1 + m_0)' w / 2 + log(pi_1 / pi_0) with the means
m_0 and m_1 in the eigenbasis.

If columns are constant or linearly dependent, some lam are 0. If the classes' means do
not differ along such a direction, it shifts all u equally and is left out, as by the
pseudoinverse of scikit-learn's lsqr at v = 0. The rest has a fit at v = 0 too, except
with the solver eigen, which requires S_v to be positive definite.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.gradients.data.labels import indicators, learnt_classes
from sk_hpo.gradients.data.splits import Rows, Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linalg.systems import eigen
from sk_hpo.gradients.types import FloatArray, NotDifferentiableError, Theta

handles = ("sklearn.discriminant_analysis.LinearDiscriminantAnalysis",)
RESPONSE = "logit"
SCANS_ALL = True

# An eigendecomposition of this order takes seconds.
LARGEST = 3000
EPS = float(np.finfo(np.float64).eps)
# Means that differ by no more than this share of their sizes are equal.
ALIKE = 1e-10
# The least v where S is singular and the fit at v = 0 is rejected.
INSIDE = 1e-6


def parameters(estimator: Any) -> dict[str, int]:
    """Return the shrinkage."""
    return {"shrinkage": 1}


def declines(estimator: Any) -> str | None:
    """Return why the settings are not supported."""
    if estimator.solver not in ("lsqr", "eigen"):
        return f"solver={estimator.solver!r} has no shrinkage: only lsqr and eigen have"
    if estimator.covariance_estimator is not None:
        return "with a covariance_estimator there is no shrinkage"
    return None


def passes_inputs(estimator: Any) -> bool:
    """Return False: derivatives in X are not implemented."""
    return False


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Decompose every split."""
    splits.reject_several_targets()
    splits.reject_sparse_and_weights("LinearDiscriminantAnalysis")
    if splits.test(0).X.shape[1] > LARGEST:
        raise NotDifferentiableError(f"X has more than {LARGEST} columns")
    return [_inner_map(estimator, train, test) for train, test in splits]


def _inner_map(estimator: Any, train: Rows, test: Rows) -> InnerMap:
    classes = learnt_classes(train, test)
    y = np.searchsorted(classes, train.y)
    shares = np.bincount(y) / len(y)
    pi = shares if estimator.priors is None else np.asarray(estimator.priors, float)
    if pi.shape != shares.shape:
        raise NotDifferentiableError(f"got {len(pi)} priors for {len(classes)} classes")
    pi = pi / pi.sum()
    M = np.stack([train.X[y == k].mean(axis=0) for k in range(len(classes))], axis=1)
    A = (train.X - M.T[y]) * np.sqrt(pi[y] / np.bincount(y)[y])[:, None]
    rows = Rows(test.X, indicators(classes, test.y), test.s)
    return LdaMap(A.T @ A, M, pi, rows, definite=estimator.solver == "eigen")


class LdaMap(InnerMap):
    """The inner map of one split, in its eigenbasis.

    Parameters
    ----------
    S : ndarray of shape (p, p)
    M : ndarray of shape (p, K)
    pi : ndarray of shape (K,)
    test : Rows
        With y in {0, 1}, of shape (m,), or one-hot of shape (m, K).
    definite : bool
        Whether the solver rejects a covariance that is not positive definite.
    """

    def __init__(
        self,
        S: FloatArray,
        M: FloatArray,
        pi: FloatArray,
        test: Rows,
        *,
        definite: bool,
    ) -> None:
        if not np.isfinite(S).all():
            raise NotDifferentiableError("the covariance overflows on these data")
        lam, Q = eigen(S)
        lam = np.maximum(lam, 0.0)
        self.t = float(lam.mean())
        self.two = len(pi) == 2
        A = Q.T @ M
        singular = lam <= len(lam) * EPS * lam.max()
        kept = ~singular | (np.ptp(A, axis=1) > ALIKE * np.abs(A).max())
        rejected = bool((singular & kept).any()) or (definite and not kept.all())
        self.least = INSIDE if rejected else None
        self.lam, self.Q, self.A = lam[kept], Q[:, kept], A[kept]
        self.prior = np.log(pi)
        # b = -(middle * w) summed over p + prior
        self.middle = self.A / 2
        if self.two:
            self.middle = (self.A[:, 1] + self.A[:, 0]) / 2
            self.A = self.A[:, 1] - self.A[:, 0]
            self.prior = self.prior[1] - self.prior[0]
        self.Z = test.X @ self.Q
        self.y_test, self.s_test = test.y, test.s

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        return np.asarray(self.A / self._hessian(theta))

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        return np.asarray(self._hessian(theta) * w - self.A)

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        return c / self._hessian(theta)

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        return np.asarray(((self.t - self.lam) * w.T).T)

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return np.asarray(self.Z @ w - (self.middle * w).sum(axis=0) + self.prior)

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        return np.asarray(self.Z.T @ g - self.middle * g.sum(axis=0))

    def least_of(self, name: str) -> float | None:
        return self.least

    def _hessian(self, theta: Theta) -> FloatArray:
        """Compute the diagonal of H, the same for every class."""
        v = theta["shrinkage"]
        diagonal = (1 - v) * self.lam + v * self.t
        rejected = self.least is not None and v < self.least
        least = len(diagonal) * EPS * diagonal.max(initial=0.0)
        if rejected or not diagonal.min(initial=np.inf) > least:
            raise NotDifferentiableError("the covariance is singular without shrinkage")
        return np.asarray(diagonal if self.two else diagonal[:, None])
