"""Draws of whole functions from a Gaussian process, by pathwise conditioning.

Notation, beside that of `regression`::

    S      ()        number of draws
    F      ()        number of frequencies
    omega  (F, m)    frequencies of the kernel's spectrum
    phi    (q, 2F)   sqrt(s2 / F) (cos, sin)(Z omega^T), with phi phi^T close to k(Z, Z)
    w      (2F, S)   independent standard normal numbers
    eps    (n, S)    noise of the values, with their variances

A draw of the prior, phi(Z) w, becomes a draw of the posterior by the update that makes
it agree with the values::

    phi(Z) w + k(Z, X) K^-1 (y - phi(X) w - eps)

Wilson, Borovitskiy, Terenin, Mostowsky and Deisenroth, Efficiently Sampling Functions
from Gaussian Process Posteriors (2020), equations 9 and 13. Only the prior is
approximated by frequencies; the update has the exact kernel. The frequencies of a
Matern kernel with nu = 5/2 have a multivariate t distribution of 5 degrees of freedom:
Rasmussen and Williams (2006), equation 4.15.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import lapack

from sk_hpo.gp.kernel import FloatArray, cross_r, matern52
from sk_hpo.gp.regression import Posterior

N_FREQUENCIES = 256
DEGREES_OF_FREEDOM = 5.0
# Points at a time, so that phi and k take some 20 MB.
CHUNK = 2048


class Draws:
    """Functions drawn from a posterior, the same ones at all points.

    Parameters
    ----------
    model : Posterior
    n_draws : int
    rng : numpy.random.Generator

    Attributes
    ----------
    n_draws : int
    noise : float
        Standard deviation of the noise of values.
    """

    def __init__(
        self, model: Posterior, n_draws: int, rng: np.random.Generator
    ) -> None:
        self._model = model
        self.n_draws = n_draws
        self.noise = float(np.exp(model.theta[-1] / 2))
        n, m = model.X.shape
        # a normal vector over the root of chi2 / 5 has the t distribution
        normal = rng.standard_normal((N_FREQUENCIES, m))
        chi2 = rng.chisquare(DEGREES_OF_FREEDOM, (N_FREQUENCIES, 1))
        self._omega = normal / np.sqrt(chi2 / DEGREES_OF_FREEDOM) / model.scale
        self._w = rng.standard_normal((2 * N_FREQUENCIES, n_draws))
        sd = np.sqrt(_variances(model))
        eps = sd[:, None] * rng.standard_normal((n, n_draws))
        residual = self._prior(model.X) + eps
        update = model.inverse.T @ (model.inverse @ residual)
        self._weights = model.alpha[:, None] - update

    def at(self, Z: FloatArray) -> FloatArray:
        """Return the noise-free values at points.

        Parameters
        ----------
        Z : ndarray of shape (q, m)

        Returns
        -------
        ndarray of shape (q, S)
        """
        parts = [self._at(Z[i : i + CHUNK]) for i in range(0, len(Z), CHUNK)]
        return np.concatenate(parts)

    def _at(self, Z: FloatArray) -> FloatArray:
        model = self._model
        k = matern52(cross_r(Z, model.X, model.scale))
        k *= np.exp(model.theta[-2])
        return np.asarray(self._prior(Z) + k @ self._weights)

    def _prior(self, Z: FloatArray) -> FloatArray:
        angle = Z @ self._omega.T
        phi = np.concatenate([np.cos(angle), np.sin(angle)], axis=1)
        size = np.sqrt(np.exp(self._model.theta[-2]) / N_FREQUENCIES)
        return np.asarray(size * (phi @ self._w))


def _variances(model: Posterior) -> FloatArray:
    """Return the variances (n,) of the values: the diagonal of K, less s2."""
    L, _ = lapack.dtrtri(model.inverse, lower=1)
    total = np.einsum("ij,ij->i", np.tril(L), np.tril(L))
    return np.asarray(np.maximum(total - np.exp(model.theta[-2]), 0.0))
