"""Fits of libsvm and liblinear, brought from their precision to that of their numbers.

Notation: n training rows, K of shape (n, n) their kernel, t of shape (n,) targets or
signs, beta of shape (n,) signed dual coefficients of at most bound, b the intercept.
libsvm says which coefficients are 0 or at a bound; for the others, F,

    K_FF beta_F + b = t_F - epsilon sgn beta_F - K_FB beta_B,    sum beta = 0

liblinear says which residuals count, M; with A of shape (n, q) the columns and that of
the intercept, s the weights, and e what of a residual u - t counts,

    (I + 2 C A_M' S A_M) w = 2 C A_M' S (u - e)_M

and with an L1 penalty, of the coefficients that are not 0 in liblinear's fit,

    2 C A_M' S A_M w = 2 C A_M' S (u - e)_M - sgn w

and where a loss is linear, which rows are at their margin, M: of the others come the
coefficients beta, which are 0 or at a bound, and with g = A' beta

    w = g + A_M' (A_M A_M')^-1 (t_M - epsilon sgn r_M - A_M g),    r = t - u
"""

from itertools import combinations

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.metrics.pairwise import pairwise_kernels
from sklearn.utils.class_weight import compute_class_weight


def dense(X):
    return X.toarray() if hasattr(X, "toarray") else X


def resolved(K, t, beta, bound, epsilon):
    """Solve for what is free, and see that all rows are where libsvm has put them."""
    at = np.abs(beta) >= bound * (1 - 1e-9)
    free, sign = (beta != 0) & ~at, np.sign(beta)
    beta = np.where(at, sign * bound, 0.0)
    F = np.flatnonzero(free)
    system = np.ones((len(F) + 1, len(F) + 1))
    system[:-1, :-1], system[-1, -1] = K[np.ix_(F, F)], 0
    right = np.append((t - epsilon * sign - K @ beta)[F], -beta.sum())
    *beta[F], b = np.linalg.solve(system, right)
    r = t - K @ beta - b
    assert len(F) > 0
    assert (np.sign(beta[F]) == sign[F]).all()
    assert (np.abs(beta[F]) < bound[F]).all()
    assert (sign * r >= epsilon)[at].all()
    # of signs, the rows with none are right: t f > 1
    beyond = np.abs(r) if epsilon else t * r
    assert (beyond <= epsilon)[sign == 0].all()
    return beta, b


def of_squares(w, A, s, C, part):
    """Solve for w until the same residuals count; part gives e of u."""
    while True:
        u = A @ w
        e = part(u)
        M = e != 0
        B = 2 * C * s[M, None] * A[M]
        w = np.linalg.solve(np.eye(len(w)) + B.T @ A[M], B.T @ (u - e)[M])
        if np.array_equal(part(A @ w) != 0, M):
            return w


def of_absolutes(w, A, s, C, part):
    """Solve for what is not 0 in w until the same residuals count."""
    own, sign = np.flatnonzero(w), np.sign(w[w != 0])
    while True:
        u = A @ w
        e = part(u)
        M = e != 0
        B = 2 * C * s[M, None] * A[np.ix_(M, own)]
        w = np.zeros(A.shape[1])
        w[own] = np.linalg.solve(B.T @ A[np.ix_(M, own)], B.T @ (u - e)[M] - sign)
        assert (np.sign(w[own]) == sign).all()
        if np.array_equal(part(A @ w) != 0, M):
            F = 2 * C * A.T @ (s * part(A @ w))
            assert (np.abs(F) <= 1 + 1e-9).all()
            return w


def at_margins(w, A, t, low, high, epsilon):
    """Solve for w with the same rows at their margin."""
    r = t - A @ w
    beyond = np.abs(r) - epsilon
    M = np.abs(beyond) < 1e-6
    beta = np.where(r > 0, high, low) * (beyond > 0) * ~M
    g = A.T @ beta
    right = (t - epsilon * np.sign(r) if epsilon else t) - A @ g
    return g + A[M].T @ np.linalg.solve(A[M] @ A[M].T, right[M])


def with_intercept(fitted, X):
    """Give A, and the scale of its last column, 0 if there is none."""
    A, scale = dense(X), fitted.intercept_scaling if fitted.fit_intercept else 0
    return (np.column_stack([A, np.full(len(A), scale)]) if scale else A), scale


class Machine(BaseEstimator):
    """A fitted SVC or SVR, as its decision values."""

    def __init__(self, machine):
        self.machine = machine

    @classmethod
    def of(cls, machine, X, y, s):
        return cls(machine).fit(X, y, np.ones(len(y)) if s is None else s)

    def kernel(self, X):
        settings = self.machine.get_params()
        gamma = settings["gamma"]
        if isinstance(gamma, str):
            scale = self.X_.var() if gamma == "scale" else 1
            gamma = 1 / (self.X_.shape[1] * scale)
        return pairwise_kernels(
            dense(X),
            self.X_,
            metric=settings["kernel"],
            filter_params=True,
            gamma=gamma,
            coef0=settings["coef0"],
            degree=settings["degree"],
        )


class ResolvedRegressor(RegressorMixin, Machine):
    def fit(self, X, y, s):
        self.X_, machine, beta = dense(X), self.machine, np.zeros(len(y))
        beta[machine.support_] = dense(machine.dual_coef_)[0]
        self.beta, self.b = resolved(
            self.kernel(X), y, beta, machine.C * s, machine.epsilon
        )
        return self

    def predict(self, X):
        return self.kernel(X) @ self.beta + self.b


class ResolvedClassifier(ClassifierMixin, Machine):
    def fit(self, X, y, s):
        self.X_, machine = dense(X), self.machine
        self.classes_ = machine.classes_
        weights = compute_class_weight(machine.class_weight, classes=self.classes_, y=y)
        codes = np.searchsorted(self.classes_, y)
        bound = machine.C * weights[codes] * s
        K, n_classes = self.kernel(X), len(self.classes_)
        own, row_of = np.zeros((n_classes - 1, len(y))), machine.support_
        own[:, row_of] = dense(machine.dual_coef_)
        columns = []
        for i, j in combinations(range(n_classes), 2):
            rows = np.flatnonzero((codes == i) | (codes == j))
            # against class j the coefficients of class i < j are in row j - 1
            beta = np.where(codes == i, own[j - 1], own[i])[rows]
            # of two classes the second is the positive one
            positive = j if n_classes == 2 else i
            t = np.where(codes[rows] == positive, 1.0, -1.0)
            part = K[np.ix_(rows, rows)]
            beta, b = resolved(part, t, beta, bound[rows], 0.0)
            columns.append((rows, beta, b))
        self.columns = columns
        return self

    def decision_function(self, X):
        K = self.kernel(X)
        u = np.column_stack([K[:, rows] @ beta + b for rows, beta, b in self.columns])
        return u[:, 0] if len(self.classes_) == 2 else u
