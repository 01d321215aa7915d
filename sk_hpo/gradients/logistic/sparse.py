"""Logistic regression with an L1 penalty, by Newton's method on the active coordinates.

Notation as in ``equations.py``; A the active coordinates: those that are not zero, and
those that F would change. A step goes to the minimum of

    (x - w)' H (x - w) / 2 + G' (x - w) + rho |x|_1         over the x of A

and its expected decrease is the decrement -(G' (x - w) + rho (|x|_1 - |w|_1)), at least
(x - w)' H (x - w). Outside the support of w derivatives are 0 (hypergradients,
(17)), so that systems have the order of the support.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from sk_hpo.gradients.linalg.newton import MOST_STEPS, backtracked
from sk_hpo.gradients.linalg.systems import Solve, factorised
from sk_hpo.gradients.logistic.equations import Local, Progress, Solver
from sk_hpo.gradients.logistic.quadratic import minimum
from sk_hpo.gradients.types import BoolArray, FloatArray, NotDifferentiableError, Theta

# How many coordinates may be active at once.
LARGEST = 3000
# How many coordinates may enter in a step.
AT_ONCE = 500


class Sparse(Solver):
    """Newton's method with an L1 penalty."""

    def fit(
        self, theta: Theta, start: FloatArray | None, tol: float
    ) -> tuple[Local, Solve | None]:
        equations, at = self.equations, partial(self.equations.at, theta=theta)
        here, progress = equations.start(start, theta), Progress(tol)
        for _ in range(MOST_STEPS):
            active, all_in = self._active(here)
            H = equations.hessian(here, active)
            strength = (here.rho * equations.D1)[active]
            w, G = here.w[active], here.slope[active]
            x = minimum(H, H @ w - G, strength, w)
            decrement = float(-(G @ (x - w)) - strength @ (np.abs(x) - np.abs(w)))
            step = np.zeros(equations.shape)
            step[active] = w - x
            there = backtracked(here, at, step, decrement)
            if there is None:
                break
            near, here = progress.near(decrement, here) and all_in, there
            if near and not progress.keeps_hessian:
                break
            if near:  # with the step taken
                support = self._support(here)
                own = support[active]
                return here, self._solve_on(H[np.ix_(own, own)], support)
        return here, None

    def system(self, here: Local, tol: float) -> Solve:
        support = self._support(here)
        return self._solve_on(self.equations.hessian(here, support), support)

    def _support(self, here: Local) -> BoolArray:
        support = (here.w != 0) | (self.equations.D1 == 0)
        if support.sum() > LARGEST:
            raise NotDifferentiableError(
                f"{int(support.sum())} coefficients are not zero: at "
                f"most {LARGEST} are supported with an L1 penalty"
            )
        return np.asarray(support)

    def _active(self, here: Local) -> tuple[BoolArray, bool]:
        """Return A or the most important part of it, and whether it is all of A."""
        support = self._support(here)
        strength = here.rho * self.equations.D1
        pull = np.where(support, 0.0, np.abs(here.slope) - strength)
        if (pull > 0).sum() <= AT_ONCE:
            return support | (pull > 0), True
        least = np.partition(pull.ravel(), -AT_ONCE)[-AT_ONCE]
        return support | (pull >= least), False

    def _solve_on(self, H: FloatArray, support: BoolArray) -> Solve:
        solve: Solve = factorised(H) if len(H) else np.asarray

        def whole(c: FloatArray) -> FloatArray:
            q = np.zeros(support.shape)
            q[support] = solve(c[support])
            return q

        return whole
