"""Ridge regression: one eigendecomposition for each split, then any alpha costs O(m r).

With many rows and columns there is none (``linear/ridge_iterative.py``).

Notation: n training rows, m test rows, p columns, s weights of shape (n,), mu and ybar
the s-weighted means of X and y (0 without an intercept), Xc = X - mu, yc = y - ybar,
r the rank. With t targets y is of shape (n, t), and w, d, u and b have t columns. By
hypergradients, (6) and (7), the objective is

    sum s (Xc b - yc)^2 + alpha b'b                 b of shape (p,), intercept free

With G = Xc' S Xc = Q diag(lam) Q', Q of shape (p, r), and w = Q' b of shape (r,), its
gradient (halved) separates into r equations,

    F = (lam + alpha) w - d,    d = Q' Xc' S yc      H = lam + alpha      dF/dalpha = w
    u = ybar + Z w,             Z = (X_test - mu) Q  of shape (m, r)

`hess_solve` needs only Q'c of c = dC/db, since b is in the span of Q; for derivatives
in X, (c - Q Q'c) / alpha is added to Q q.

For p <= n the Gram matrices of the splits are those of all rows minus those of the test
rows (hypergradients, (34)); for p > n, Q = A' P / sqrt(lam) with A = sqrt(S) Xc and the
eigenvectors P of A A', of shape (n, n).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from scipy import sparse

from sk_hpo.gradients.data.splits import Rows, Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linalg.arrays import floats, scale_rows
from sk_hpo.gradients.linalg.systems import eigen
from sk_hpo.gradients.linear.least_squares import centred_products, squared_error_vjp
from sk_hpo.gradients.linear.ridge_iterative import RidgeByProducts
from sk_hpo.gradients.linear.ridge_scaled import ScaledRidgeMap, grams_of
from sk_hpo.gradients.types import FloatArray, NotDifferentiableError, Theta

handles = ("sklearn.linear_model.Ridge",)
RESPONSE = "prediction"
SCANS_ALL = True

Product = Callable[[FloatArray], FloatArray]

# An eigendecomposition of this order takes seconds and much memory.
LARGEST = 3000


def parameters(estimator: Any) -> dict[str, int]:
    """Return the penalty."""
    return {"alpha": 1}


def declines(estimator: Any) -> str | None:
    """Return why the settings are not supported."""
    if estimator.positive:
        return "Ridge with positive=True has no smooth solution"
    if not isinstance(estimator.alpha, Real):
        return "Ridge needs a single alpha, not one per target"
    return None


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Decompose every split, unless it is too large."""
    centred = bool(estimator.fit_intercept)
    shape = splits.train(0).X.shape
    if min(shape) > LARGEST:
        splits.reject_too_large()
        return [RidgeByProducts(train, test, centred) for train, test in splits]
    if shape[0] >= shape[1]:
        return list(_of_columns(splits, centred))
    splits.reject_too_large()
    return [_of_rows(splits, k, centred) for k in range(splits.n_splits)]


def rescaled(
    estimator: Any, splits: Splits
) -> Callable[[Sequence[FloatArray]], list[InnerMap]] | None:
    """Compute the Gram matrices, which can be used for any factors of the columns."""
    train = splits.train(0)
    n, p = train.X.shape
    if n < p or p > LARGEST:
        return None
    centred = bool(estimator.fit_intercept)
    grams = list(grams_of(splits, centred))
    return lambda factors: list(map(ScaledRidgeMap, grams, factors))


@dataclass(frozen=True)
class _Split:
    """What derivatives in X need of a split.

    Parameters
    ----------
    splits : Splits
    k : int
    centred : bool
    mu : ndarray of shape (p,)
    projected, expanded : callable
        Compute Q' b and Q w.
    """

    splits: Splits
    k: int
    centred: bool
    mu: FloatArray
    projected: Product
    expanded: Product


@dataclass(eq=False)
class RidgeMap(InnerMap):
    """The inner map of one split, in its eigenbasis.

    Parameters
    ----------
    lam : ndarray of shape (r,)
    d : ndarray of shape (r,) or (r, t)
    Z : ndarray of shape (m, r)
    ybar : float or ndarray of shape (t,)
    test : Rows
    split : _Split
    """

    lam: FloatArray
    d: FloatArray
    Z: FloatArray
    ybar: FloatArray
    test: Rows
    split: _Split

    def __post_init__(self) -> None:
        self.y_test, self.s_test = floats(self.test.y), self.test.s

    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        return self.d / self._hessian(theta)

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self._hessian(theta) * w - self.d

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        return c / self._hessian(theta)

    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        return w

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self.Z @ w + self.ybar

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        return self.Z.T @ g

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        split = self.split
        train, test = split.splits.train(split.k), split.splits.test(split.k)
        c = centred_products(test.X, split.mu, g)
        outside = (c - split.expanded(split.projected(c))) / (theta["alpha"] or np.inf)
        q0 = g.sum(axis=0) / train.weights.sum() * split.centred
        b, own = split.expanded(w), split.expanded(q) + outside
        return squared_error_vjp(train, own, g, b, (split.mu, self.ybar, q0))

    def _hessian(self, theta: Theta) -> FloatArray:
        """Compute the diagonal of H, the same for every target."""
        diagonal = self.lam + theta["alpha"]
        return diagonal if self.d.ndim == 1 else diagonal[:, None]


def _of_columns(splits: Splits, centred: bool) -> Iterator[RidgeMap]:
    """Decompose the p x p Gram matrices."""
    for k, gram in enumerate(grams_of(splits, centred)):
        lam, Q = _decomposed(gram.G)
        Z = gram.test.X @ Q - gram.mu @ Q
        split = _Split(splits, k, centred, gram.mu, Q.T.__matmul__, Q.__matmul__)
        yield RidgeMap(lam, Q.T @ gram.c, Z, gram.ybar, gram.test, split)


def _of_rows(splits: Splits, k: int, centred: bool) -> RidgeMap:
    """Decompose the n x n Gram matrix, K = A A'."""
    train, test = splits.train(k), splits.test(k)
    s, y = train.weights, floats(train.y)
    root = np.sqrt(s)
    mu = np.ravel(train.X.T @ s) / s.sum() if centred else np.zeros(train.X.shape[1])
    ybar = s @ y / s.sum() * centred
    if sparse.issparse(train.X):
        # (X - 1 mu') is never formed
        B, low_rank = scale_rows(root, train.X), np.outer
        Bm, square = B @ mu, float(mu @ mu)
        K = (B @ B.T).toarray() + square * low_rank(root, root)
        K -= low_rank(Bm, root) + low_rank(root, Bm)
        K_test = (test.X @ B.T).toarray() - low_rank(test.X @ mu, root)
        K_test += square * root - Bm
    else:
        B = scale_rows(root, train.X - mu)
        K, K_test = B @ B.T, (test.X - mu) @ B.T
    lam, P = _decomposed(K)
    d = scale_rows(np.sqrt(lam), P.T @ scale_rows(root, y - ybar))
    P = P / np.sqrt(lam)

    def projected(b: FloatArray) -> FloatArray:
        shift = np.multiply.outer(root, mu @ b) if sparse.issparse(train.X) else 0.0
        return np.asarray(P.T @ (B @ b - shift))

    def expanded(w: FloatArray) -> FloatArray:
        Pw = P @ w
        shift = np.multiply.outer(mu, root @ Pw) if sparse.issparse(train.X) else 0.0
        return np.asarray(B.T @ Pw - shift)

    split = _Split(splits, k, centred, mu, projected, expanded)
    return RidgeMap(lam, d, K_test @ P, ybar, test, split)


def _decomposed(K: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Compute the eigenvalues above rounding, and their eigenvectors."""
    if not np.isfinite(K).all():
        raise NotDifferentiableError("the model's equations overflow on these data")
    lam, Q = eigen(K, overwrite=True)
    keep = lam > len(lam) * np.finfo(np.float64).eps * max(lam[-1], 0.0)
    return lam[keep], Q[:, keep]
