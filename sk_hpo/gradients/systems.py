"""Linear systems H q = c with a symmetric, positive definite H of shape (q, q)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import linalg

from sk_hpo.gradients.arrays import FloatArray, NotDifferentiableError

Solve = Callable[[FloatArray], FloatArray]


def factorised(H: FloatArray) -> Solve:
    """Solve by a Cholesky factor, which serves any number of right sides.

    Parameters
    ----------
    H : ndarray of shape (q, q)
        Where it is singular (an intercept that no row moves any more), its diagonal
        is raised by a 1e-10th of its mean, or by more, until it is not.

    Returns
    -------
    callable

    Raises
    ------
    NotDifferentiableError
        If H is not finite.
    """
    if not np.isfinite(H).all():
        raise NotDifferentiableError("the model's equations overflow on these data")
    raised = 1e-10 * float(np.trace(H)) / len(H) or 1e-10
    while True:
        try:
            factor = linalg.cho_factor(H, lower=True, check_finite=False)
        except linalg.LinAlgError:
            H = H + raised * np.eye(len(H))
            raised *= 100
        else:
            return lambda c: np.asarray(linalg.cho_solve(factor, c, check_finite=False))


def iterative(product: Solve, diagonal: FloatArray, tol: float) -> Solve:
    """Solve by conjugate gradients, preconditioned by the diagonal of H.

    Parameters
    ----------
    product : callable
        Gives H v.
    diagonal : ndarray of shape (q,)
        1 is put in place of what has underflowed to 0.
    tol : float
        Of what the solution is for; the residual falls to sqrt(tol) / 10 of c, but no
        further than a 1e-10th.

    Returns
    -------
    callable
    """
    diagonal = np.where(diagonal > 0, diagonal, 1.0)
    precision = float(max(min(np.sqrt(tol) / 10, 1e-2), 1e-10))
    return conjugate_gradients(product, lambda r: r / diagonal, precision)


def conjugate_gradients(product: Solve, precondition: Solve, precision: float) -> Solve:
    """Solve by preconditioned conjugate gradients, for c of any shape.

    Parameters
    ----------
    product : callable
        Gives H v.
    precondition : callable
        Gives v of about H^-1 r.
    precision : float
        To what share of c the residual falls, in the norm of the preconditioner.
    """

    def solve(c: FloatArray) -> FloatArray:
        x, r = np.zeros_like(c), c
        z = precondition(r)
        d, rz = z, float(np.vdot(r, z))
        least = precision**2 * rz
        for _ in range(10 * c.size):
            if rz <= least:
                break
            Hd = product(d)
            dHd = float(np.vdot(d, Hd))
            if not dHd > 0:
                break  # H does not tell in this direction
            step = rz / dHd
            x = x + step * d
            r = r - step * Hd
            z = precondition(r)
            rz, before = float(np.vdot(r, z)), rz
            d = z + (rz / before) * d
        return x

    return solve
