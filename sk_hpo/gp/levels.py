"""A process over points and levels of a resource, seen from the last level.

Notation::

    Z       (q, m)  points, as columns
    t       (L,)    levels, from 0 to 1; the last is the whole resource
    f(z, t)         the noise-free value of a point at a level

The level is the last column of the process. Its length scale says how much the scores
at one level tell of those at another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sk_hpo.gp.kernel import FloatArray, cross_r, matern52
from sk_hpo.gp.regression import Posterior

LAST = 1.0


def with_level(Z: FloatArray, t: float | FloatArray) -> FloatArray:
    """Return points with the column of the level, (q, m + 1)."""
    return np.column_stack([Z, np.broadcast_to(t, len(Z))])


@dataclass(frozen=True)
class AtLastLevel:
    """The posterior of f(z, 1), a function of points alone.

    Parameters
    ----------
    whole : Posterior
        That of f.
    """

    whole: Posterior

    def predict(self, Z: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the mean and the sd of the noise-free values, each (q,)."""
        return self.whole.predict(with_level(Z, LAST))

    def slopes(
        self, Z: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Return the results of `predict` and their gradients in Z, (q, m)."""
        mean, sd, of_mean, of_sd = self.whole.slopes(with_level(Z, LAST))
        return mean, sd, of_mean[:, :-1], of_sd[:, :-1]

    def with_noise(self, sd: FloatArray) -> FloatArray:
        """Return the sd of values with noise, given that of noise-free values."""
        return self.whole.with_noise(sd)

    @property
    def scale(self) -> FloatArray:
        """The length scale of each column, (m,)."""
        return self.whole.scale[:-1]

    def variance_ratio(self, Z: FloatArray, t: FloatArray) -> FloatArray:
        """Return how much of the variance of f(z, 1) a score at a level removes.

        It is relative to what a score at (z, 1) removes, so 1 at the last level: the
        ratio of the squared correlations of f(z, 1) with noisy values at (z, t) and at
        (z, 1). Huang et al. [1]_ have the correlation itself; with its square, searches
        found better candidates on tables of scores that were made for this choice.

        Parameters
        ----------
        Z : ndarray of shape (q, m)
        t : ndarray of shape (L,)

        Returns
        -------
        ndarray of shape (q, L)

        References
        ----------
        .. [1] D. Huang, T. T. Allen, W. I. Notz and R. A. Miller, "Sequential kriging
           optimization using multiple-fidelity evaluations", Structural and
           Multidisciplinary Optimization 32, 2006.
        """
        s2, noise = np.exp(self.whole.theta[-2:])
        v = self._scaled(with_level(Z, LAST))
        variance = np.maximum(s2 - np.einsum("ij,ij->i", v, v), 1e-12 * s2)
        shares = np.empty((len(Z), len(t)))
        for level, at in enumerate(t):
            w = self._scaled(with_level(Z, at))
            distance = np.array(np.sqrt(5) * (LAST - at) / self.whole.scale[-1])
            covariance = s2 * matern52(distance) - np.einsum("ij,ij->i", v, w)
            own = np.maximum(s2 - np.einsum("ij,ij->i", w, w), 0.0)
            shares[:, level] = covariance**2 / (own + noise)
        return np.asarray(shares * ((variance + noise) / variance**2)[:, None])

    def _scaled(self, Z: FloatArray) -> FloatArray:
        """Return k L^-T, (q, n), of points with levels."""
        k = matern52(cross_r(Z, self.whole.X, self.whole.scale))
        return np.asarray(np.exp(self.whole.theta[-2]) * k @ self.whole.inverse.T)
