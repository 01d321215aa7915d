"""Logistic regression without an L1 penalty, by Newton's method.

Notation as in ``equations.py``. Steps stop on the decrement F' H^-1 F: it is twice the
distance of the objective from its minimum, whatever the scale of X.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from sk_hpo.gradients.linalg.newton import MOST_STEPS, backtracked
from sk_hpo.gradients.linalg.systems import ConjugateGradients, Solve, factorised
from sk_hpo.gradients.logistic import preconditioners
from sk_hpo.gradients.logistic.equations import Equations, Local, Progress, Solver
from sk_hpo.gradients.types import FloatArray, Theta

# Up to this many unknowns H is formed; above, conjugate gradients take a few products
# with X. With several classes the limit is lower, since the cost of H grows with their
# square.
LARGEST = 300
LARGEST_OF_SEVERAL = 120
# The precision of a step; the next step corrects the rest.
ROUGH = 0.1
# The blocks of H precondition several classes better, and cost as much as twenty
# products: they are used up to so many columns, and renewed after a rough step of so
# many products.
LARGEST_BLOCK = 150
MOST_PRODUCTS = 8
# Conjugate gradients may stop at so many times the tolerance: q corrects the value of
# the criterion.
LOOSER = 100.0

Covariance = Callable[[], preconditioners.CovariancePreconditioner]


class Smooth(Solver):
    """Newton's method, with H or with products with X.

    Parameters
    ----------
    equations : Equations
    covariance : callable
        Return the preconditioner, which splits share.
    """

    def __init__(self, equations: Equations, covariance: Covariance) -> None:
        super().__init__(equations)
        self.covariance = covariance
        largest = LARGEST if len(equations.shape) == 1 else LARGEST_OF_SEVERAL
        self.forms = int(np.prod(equations.shape)) <= largest
        in_blocks = len(equations.shape) > 1 and equations.X.q <= LARGEST_BLOCK
        self.blocks = preconditioners.BlockPreconditioner() if in_blocks else None

    def fit(
        self, theta: Theta, start: FloatArray | None, tol: float
    ) -> tuple[Local, Solve | None]:
        here, at = (
            self.equations.start(start, theta),
            partial(self.equations.at, theta=theta),
        )
        progress = Progress(tol if self.forms else LOOSER * tol)
        solve: Solve | None = None
        for _ in range(MOST_STEPS):
            solve = self._factorised(here) if self.forms else self._cg(here, ROUGH)
            step = solve(here.slope)
            if (
                self.blocks is not None
                and getattr(solve, "n_products", 0) > MOST_PRODUCTS
            ):
                self.blocks.renew(self.equations, here)
            decrement = float(np.vdot(here.slope, step))
            there = backtracked(here, at, step, decrement)
            if there is None:
                break
            near, here = progress.near(decrement, here), there
            if near:
                break  # with the step taken
        return here, solve if self.forms and progress.keeps_hessian else None

    def system(self, here: Local, tol: float) -> Solve:
        if self.forms:
            return self._factorised(here)
        return self._cg(here, _precision(tol))

    def _factorised(self, here: Local) -> Solve:
        every = np.ones(self.equations.shape, dtype=bool)
        solve = factorised(self.equations.hessian(here, every))
        return lambda c: solve(c.ravel()).reshape(c.shape)

    def _cg(self, here: Local, precision: float) -> ConjugateGradients:
        X, loss, penalty = self.equations.X, self.equations.loss, self.equations.D2

        def product(v: FloatArray) -> FloatArray:
            bent = loss.bend(here.P, X.times(v))
            return here.C * X.transposed(bent) + penalty * v

        like = self.covariance() if self.blocks is None else self.blocks
        precondition = like.inverse(self.equations, here)
        return ConjugateGradients(product, precondition, precision)


def _precision(tol: float) -> float:
    """Return the precision of q that suits a w of precision tol."""
    return float(max(min(300 * tol ** (2 / 3), 1e-2), 1e-10))
