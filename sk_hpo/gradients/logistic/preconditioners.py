"""Preconditioners of conjugate gradients: approximations of H.

Notation as in ``equations.py``; n rows, p columns, K classes.

``benchmarks/grad_heuristics.py blocks`` compares the blocks for several classes with
the covariance alone. Without the rotation Q, steps miss their tolerance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse

from sk_hpo.gradients.linalg.arrays import weighted_gram
from sk_hpo.gradients.linalg.design_matrix import DesignMatrix
from sk_hpo.gradients.linalg.systems import Solve, eigen
from sk_hpo.gradients.logistic.equations import Equations, Local
from sk_hpo.gradients.types import FloatArray

# With more columns, an eigenbasis costs more than it saves.
MOST_IN_BASIS = 600
LEAST = 1e-300
# Rows with less than this share of the mean curvature are left out of a block. These
# are most rows of a class that is predicted well.
STRAIGHT = 0.05


@dataclass(frozen=True)
class CovariancePreconditioner:
    """H as it would be if all rows had the same curvature.

    The columns have the weighted means mu and the covariance G = Q diag(lam) Q'. If the
    intercept is the response at mu rather than at 0, this H is diagonal up to the
    rotation Q, so for any penalty and any curvature applying its inverse costs
    O(K p^2). Where Q is None, lam are the variances.

    Parameters
    ----------
    mu : ndarray of shape (p,)
        Zeros without an intercept.
    lam : ndarray of shape (p,)
    Q : ndarray of shape (p, p) or None
    """

    mu: FloatArray
    lam: FloatArray
    Q: FloatArray | None

    @classmethod
    def of(cls, design: DesignMatrix, s: FloatArray) -> CovariancePreconditioner:
        """Compute it from one split's rows, for all splits with the same columns."""
        X, share = design.X, s / s.sum()
        mean = np.asarray(X.T @ share)
        mu = mean if design.constant else np.zeros_like(mean)
        if design.p > MOST_IN_BASIS or design.p > design.n:
            squares = X.multiply(X) if sparse.issparse(X) else X**2
            lam = np.ravel(squares.T @ share) - mu**2
            return cls(mu, np.maximum(lam, 0), None)
        G = weighted_gram(X, share) - np.outer(mu, mu)
        lam, Q = eigen(G, overwrite=True)
        return cls(mu, np.maximum(lam, 0), Q)

    def inverse(self, equations: Equations, here: Local) -> Solve:
        """Prepare to apply the inverse."""
        p, penalty = len(self.mu), equations.D2
        curvature = here.C * equations.loss.total_curvature(here.P)
        curvature = np.maximum(curvature, LEAST)[..., None]
        # all coefficients have the same penalty
        spread = np.maximum(curvature * self.lam + penalty.max(), LEAST)
        of_means = curvature + penalty[..., p:]

        def solve(c: FloatArray) -> FloatArray:
            x = c[..., :p] - self.mu * c[..., p:] if equations.X.constant else c
            x = x / spread if self.Q is None else ((x @ self.Q) / spread) @ self.Q.T
            if not equations.X.constant:
                return np.asarray(x)
            b = c[..., p:] / of_means - (x @ self.mu)[..., None]
            return unshifted(np.concatenate([x, b], axis=-1), equations)

        return solve


class BlockPreconditioner:
    """The diagonal blocks of H, one for each class, from a w nearby.

    They are used for any C until they slow down convergence.
    """

    def __init__(self) -> None:
        # (K, q, q), without C and penalty
        self._of_loss: FloatArray | None = None
        self._inverses: tuple[float, FloatArray] | None = None

    def renew(self, equations: Equations, here: Local) -> FloatArray:
        """Compute the blocks at another w."""
        loss = equations.loss
        X = equations.X.columns(np.ones(equations.X.q, dtype=bool))
        blocks = []
        for k in range(equations.shape[0]):
            d = loss.curvature(here.P, k, k)
            bends = d > STRAIGHT * d.mean()
            blocks.append(weighted_gram(X[bends], d[bends]))
        self._of_loss, self._inverses = np.stack(blocks), None
        return self._of_loss

    def inverse(self, equations: Equations, here: Local) -> Solve:
        """Prepare to apply the inverse."""
        blocks = self._of_loss
        if blocks is None:
            blocks = self.renew(equations, here)
        if self._inverses is None or self._inverses[0] != here.C:
            H = here.C * blocks
            diagonals = np.einsum("kjj->kj", H)
            diagonals += equations.D2
            # no row may have a curvature in the intercept
            diagonals += 1e-12 * diagonals.mean()
            self._inverses = here.C, np.stack([_inverse(one) for one in H])
        _, inverses = self._inverses

        def solve(c: FloatArray) -> FloatArray:
            return unshifted((inverses @ c[:, :, None])[:, :, 0], equations)

        return solve


def _inverse(H: FloatArray) -> FloatArray:
    factor, _ = linalg.lapack.dpotrf(H, lower=True)
    lower = np.tril(linalg.lapack.dpotri(factor, lower=True)[0])
    return np.asarray(lower + np.tril(lower, -1).T)


def unshifted(x: FloatArray, equations: Equations) -> FloatArray:
    """Subtract the common shift of all intercepts, in place."""
    if equations.shifts:
        x[:, -1] -= x[:, -1].mean()
    return x
