"""Gaussian process regression with mean zero.

Notation::

    X      (n, m)    points, as in `kernel`
    y      (n,)      their values
    e      (n,)      variances of the values besides noise, if they are known
    theta  (p + 2,)  log l_1 ... log l_p, log s2, log noise, as in `priors`
    K      (n, n)    s2 matern52(r) + noise I + diag(e) = L L^T
    alpha  (n,)      K^-1 y
    Z      (q, m)    points of predictions; mean and sd (q,) of the noise-free values
    k      (q, n)    covariances of Z and X

Rasmussen and Williams (2006): algorithm 2.1 for predictions, equation 2.30 for the
likelihood, equation 5.9 for its gradient. theta maximises likelihood times prior (MAP).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack
from scipy.optimize import minimize

from sk_hpo.gp.kernel import (
    FloatArray,
    IntArray,
    cross_r,
    matern52,
    pair_distances,
    pair_r,
    pairs,
    slope,
)
from sk_hpo.gp.priors import Prior

# Added to the diagonal, relative to its mean, if K is not positive definite in floating
# point.
JITTERS = (1e-10, 1e-8, 1e-6, 1e-4, 1e-2)
MOST_ITERATIONS = 40
# Well above the rounding error of a likelihood, well below what changes a suggestion.
TOLERANCE = 1e-4


@dataclass(frozen=True)
class Posterior:
    """The posterior distribution of the function, given its values at some points.

    Parameters
    ----------
    X : ndarray of shape (n, m)
    owner : ndarray of shape (m,)
    theta : ndarray of shape (p + 2,)
    inverse : ndarray of shape (n, n)
        L^-1.
    alpha : ndarray of shape (n,)
    """

    X: FloatArray
    owner: IntArray
    theta: FloatArray
    inverse: FloatArray
    alpha: FloatArray

    def predict(self, Z: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the mean and the sd of the noise-free values, each (q,)."""
        k, _, sd = self._at(cross_r(Z, self.X, self.scale))
        return k @ self.alpha, sd

    def sd_of_averages(self, Z: FloatArray, w: FloatArray) -> FloatArray:
        """Return the sd of weighted averages of noise-free values.

        The average of group i is sum_j w_ij f(Z_ij), with the variance
        w_i^T cov(Z_i, Z_i) w_i - |L^-1 cov(X, Z_i) w_i|^2. Errors at near points are
        correlated, so this is not the average of the variances.

        Parameters
        ----------
        Z : ndarray of shape (g, a, m)
            g groups of a points.
        w : ndarray of shape (g, a)

        Returns
        -------
        ndarray of shape (g,)
        """
        s2 = np.exp(self.theta[-2])
        k, before = np.empty((len(Z), len(self.X))), np.empty(len(Z))
        for i, (points, weights) in enumerate(zip(Z, w, strict=True)):
            k[i] = weights @ matern52(cross_r(points, self.X, self.scale))
            before[i] = (
                weights @ matern52(cross_r(points, points, self.scale)) @ weights
            )
        v = s2 * k @ self.inverse.T
        variance = s2 * before - np.einsum("ij,ij->i", v, v)
        # rounding errors are of the order of 1e-16 of the first term
        return np.asarray(np.sqrt(np.maximum(variance, 1e-12 * s2 * before)))

    def slopes(
        self, Z: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Return the results of `predict` and their gradients in Z, (q, m).

        With w_i = s2 slope(r_i), the derivative of the kernel in a column of z is
        -w_i (z - x_i) / l^2. The mean has this times alpha, the variance this times
        -2 K^-1 k.
        """
        r = cross_r(Z, self.X, self.scale)
        k, v, sd = self._at(r)
        w = np.exp(self.theta[-2]) * slope(r)
        of_mean = self._gradient(w * self.alpha, Z)
        of_variance = -2 * self._gradient(w * (v @ self.inverse), Z)
        return k @ self.alpha, sd, of_mean, of_variance / (2 * sd[:, None])

    def _at(self, r: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return k and k L^-T, each (q, n), and the sd at distances r (q, n)."""
        s2 = np.exp(self.theta[-2])
        k = s2 * matern52(r)
        v = k @ self.inverse.T
        variance = s2 - np.einsum("ij,ij->i", v, v)
        # rounding errors are of the order of 1e-16 s2
        return k, v, np.sqrt(np.maximum(variance, 1e-12 * s2))

    def _gradient(self, w: FloatArray, Z: FloatArray) -> FloatArray:
        """Compute -sum_i w_i (z - x_i) / l^2, of shape (q, m), for weights w (q, n)."""
        return np.asarray((w @ self.X - w.sum(axis=1)[:, None] * Z) / self.scale**2)

    def with_noise(self, sd: FloatArray) -> FloatArray:
        """Return the sd of values with noise, given that of noise-free values."""
        return np.asarray(np.sqrt(sd**2 + np.exp(self.theta[-1])))

    def with_pending(self, Z: FloatArray) -> Posterior:
        """Return the posterior given that the values at Z are their predicted means.

        Such values do not change the mean (the new elements of alpha are zero), but
        lower the standard deviation near Z. The inverse of L is extended block by
        block.
        """
        if not len(Z):
            return self
        s2, noise = np.exp(self.theta[-2:])
        n, q = len(self.X), len(Z)
        V = s2 * matern52(cross_r(Z, self.X, self.scale)) @ self.inverse.T
        S = s2 * matern52(cross_r(Z, Z, self.scale)) + noise * np.eye(q) - V @ V.T
        corner, _ = lapack.dtrtri(_cholesky(S), lower=1)
        inverse = np.zeros((n + q, n + q))
        inverse[:n, :n] = self.inverse
        inverse[n:, :n] = -corner @ (V @ self.inverse)
        inverse[n:, n:] = corner
        alpha = np.concatenate([self.alpha, np.zeros(q)])
        X = np.concatenate([self.X, Z])
        return Posterior(X, self.owner, self.theta, inverse, alpha)

    @property
    def scale(self) -> FloatArray:
        """The length scale of each column, (m,)."""
        return np.asarray(np.exp(self.theta[self.owner]))


def most_probable(
    X: FloatArray,
    y: FloatArray,
    owner: IntArray,
    prior: Prior,
    starts: Sequence[FloatArray] = (),
    e: FloatArray | float = 0.0,
) -> FloatArray:
    """Find the most probable theta.

    Parameters
    ----------
    X : ndarray of shape (n, m)
    y : ndarray of shape (n,)
    owner : ndarray of shape (m,)
    prior : Prior
    starts : sequence of ndarray of shape (p + 2,)
        The starting points; if there are none, the prior mean.
    e : ndarray of shape (n,), or 0

    Returns
    -------
    ndarray of shape (p + 2,)
    """
    objective = objective_of(X, y, owner, prior, e)
    low, high = prior.bounds.T
    found = [
        minimize(
            objective,
            np.clip(start, low, high),
            jac=True,
            method="L-BFGS-B",
            bounds=prior.bounds,
            options={"maxiter": MOST_ITERATIONS, "ftol": TOLERANCE, "gtol": 1e-3},
        )
        for start in starts or (prior.mean,)
    ]
    return np.asarray(min(found, key=lambda one: one.fun).x)


def posterior(
    X: FloatArray,
    y: FloatArray,
    owner: IntArray,
    theta: FloatArray,
    e: FloatArray | float = 0.0,
) -> Posterior:
    """Return the posterior under given hyperparameters theta.

    The other parameters are those of `most_probable`.
    """
    D = pair_distances(X, owner, len(theta) - 2)
    k = matern52(pair_r(D, np.exp(theta[:-2])))
    L = _cholesky(_kernel_matrix(k, theta, len(X), e))
    inverse, _ = lapack.dtrtri(L, lower=1)
    return Posterior(X, owner, theta, inverse, inverse.T @ (inverse @ y))


def objective_of(
    X: FloatArray,
    y: FloatArray,
    owner: IntArray,
    prior: Prior,
    e: FloatArray | float = 0.0,
) -> Callable[[FloatArray], tuple[float, FloatArray]]:
    """Return minus the log of likelihood times prior, up to a constant.

    It is a function of theta, which returns its value and its gradient (p + 2,). The
    parameters are those of `most_probable`.
    """
    D = pair_distances(X, owner, len(prior.mean) - 2)
    i, j = pairs(len(y))

    def objective(theta: FloatArray) -> tuple[float, FloatArray]:
        length, (s2, noise) = np.exp(theta[:-2]), np.exp(theta[-2:])
        r = pair_r(D, length)
        k = matern52(r)
        L = _cholesky(_kernel_matrix(k, theta, len(y), e))
        # potri fills only the lower triangle, and the rest is not used
        K_inv, _ = lapack.dpotri(L, lower=1)
        alpha, _ = lapack.dpotrs(L, y, lower=1)
        value, gradient = prior.penalty(theta)
        value += 0.5 * float(y @ alpha) + float(np.log(np.diag(L)).sum())
        # tr((K^-1 - alpha alpha^T) dK) / 2 as a sum over the pairs i > j
        w = s2 * (K_inv[i, j] - alpha[i] * alpha[j])
        trace = float(np.trace(K_inv) - alpha @ alpha)
        gradient[:-2] += D @ (w * slope(r)) / length**2
        gradient[-2] += float(w @ k) + 0.5 * s2 * trace
        gradient[-1] += 0.5 * noise * trace
        return value, gradient

    return objective


def _kernel_matrix(
    k: FloatArray, theta: FloatArray, n: int, e: FloatArray | float
) -> FloatArray:
    """Return the lower triangle of K, given the correlations k of the pairs."""
    s2, noise = np.exp(theta[-2:])
    # in Fortran order, LAPACK needs no copy
    K = np.zeros((n, n), order="F")
    K[pairs(n)] = s2 * k
    K.ravel(order="K")[:: n + 1] = s2 + noise + e
    return K


def _cholesky(K: FloatArray) -> FloatArray:
    """Return the lower triangular factor L, with as little jitter as possible."""
    L, info = lapack.dpotrf(K, lower=1, clean=1)
    size = float(np.trace(K)) / len(K)
    for jitter in JITTERS:
        if info == 0:
            break
        L, info = lapack.dpotrf(K + jitter * size * np.eye(len(K)), lower=1, clean=1)
    if info != 0:
        raise np.linalg.LinAlgError("the kernel matrix is not positive definite")
    return np.asarray(L)
