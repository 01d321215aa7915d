"""Linear systems H q = c with a symmetric, positive definite H of shape (q, q)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import linalg

from sk_hpo.gradients.deadline import check_time
from sk_hpo.gradients.types import FloatArray, NotDifferentiableError

Solve = Callable[[FloatArray], FloatArray]


def eigen(H: FloatArray, *, overwrite: bool = False) -> tuple[FloatArray, FloatArray]:
    """Compute the eigenvalues, ascending, and eigenvectors of a symmetric matrix.

    Parameters
    ----------
    H : ndarray of shape (q, q)
        Finite.
    overwrite : bool, default=False
        Whether H may be overwritten.

    Returns
    -------
    lam, Q : ndarray of shape (q,) and (q, q)
    """
    # the fastest driver; SciPy 1.11 allocates too little memory for it if q = 1
    driver = "evd" if len(H) > 1 else "evr"
    lam, Q = linalg.eigh(H, overwrite_a=overwrite, check_finite=False, driver=driver)
    return lam, Q


def factorised(H: FloatArray) -> Solve:
    """Solve by a Cholesky factor, for any number of right-hand sides.

    Parameters
    ----------
    H : ndarray of shape (q, q)
        If it is singular (as where no row has a curvature in the intercept), its
        diagonal is raised by 1e-10 of its mean, or by more, until it is not.

    Returns
    -------
    callable

    Raises
    ------
    NotDifferentiableError
        If H is not finite.
    """
    check_time()
    if not np.isfinite(H).all():
        raise NotDifferentiableError("the model's equations overflow on these data")
    raised = 1e-10 * float(np.trace(H)) / len(H) or 1e-10
    while True:
        solve = by_cholesky(H)
        if solve is not None:
            return solve
        H = H + raised * np.eye(len(H))
        raised *= 100


def by_cholesky(H: FloatArray) -> Solve | None:
    """Solve by a Cholesky factor, or return None if there is none.

    LAPACK is called directly: for a few dozen unknowns, SciPy's functions take longer
    than the solution.

    Parameters
    ----------
    H : ndarray of shape (q, q)

    Returns
    -------
    callable or None
    """
    factor, failed = linalg.lapack.dpotrf(H.T, lower=1, clean=0)
    if failed:
        return None

    def solve(c: FloatArray) -> FloatArray:
        x, _ = linalg.lapack.dpotrs(factor, c, lower=1)
        return np.asarray(x).reshape(c.shape)

    return solve


def iterative(product: Solve, diagonal: FloatArray, tol: float) -> Solve:
    """Solve by conjugate gradients, preconditioned by the diagonal of H.

    Parameters
    ----------
    product : callable
        Compute H v.
    diagonal : ndarray of shape (q,)
        Values that have underflowed to 0 are replaced by 1.
    tol : float
        The tolerance of the fit that the solution is for. The residual falls to
        sqrt(tol) / 10 of c, but not below 1e-10 of it.

    Returns
    -------
    callable
    """
    diagonal = np.where(diagonal > 0, diagonal, 1.0)
    precision = float(max(min(np.sqrt(tol) / 10, 1e-2), 1e-10))
    return ConjugateGradients(product, lambda r: r / diagonal, precision)


class ConjugateGradients:
    """Preconditioned conjugate gradients, for c of any shape.

    Parameters
    ----------
    product : callable
        Compute H v.
    precondition : callable
        Compute about H^-1 r.
    precision : float
        Stop when the residual has fallen to this share of c, in the norm of the
        preconditioner.

    Attributes
    ----------
    n_products : int
        How many products the last solution took.
    """

    def __init__(self, product: Solve, precondition: Solve, precision: float) -> None:
        self.product = product
        self.precondition = precondition
        self.precision = precision
        self.n_products = 0

    def __call__(self, c: FloatArray) -> FloatArray:
        x, r = np.zeros_like(c), c
        z = self.precondition(r)
        d, rz = z, float(np.vdot(r, z))
        least = self.precision**2 * rz
        self.n_products = 0
        while rz > least and self.n_products < 10 * c.size:
            check_time()
            Hd = self.product(d)
            self.n_products += 1
            dHd = float(np.vdot(d, Hd))
            if not dHd > 0:
                break  # H is 0 in this direction
            step = rz / dHd
            x = x + step * d
            r = r - step * Hd
            z = self.precondition(r)
            rz, before = float(np.vdot(r, z)), rz
            d = z + (rz / before) * d
        return x
