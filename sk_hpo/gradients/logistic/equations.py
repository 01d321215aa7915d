"""The equations of logistic regression, whatever its loss and its penalty.

Notation: K classes, q = p + 1 with an intercept, else p; w of shape (q,) for two
classes, (K, q) for several, the intercept last; u = X~ w' responses; l(u) the loss of
``losses.py`` with the slope l' and the curvature l''; rho the l1_ratio; D the weights
of the penalties, of the shape of w: 1 for coefficients. By hypergradients, (10)
and (11):

    objective    C l(u) + (1 - rho) |w|^2 / 2 + rho |w|_1        norms weighted by D
    G        = C X~' l' + (1 - rho) D2 w          the gradient of the smooth part
    F        = G + rho D1 sgn w
    H        = C X~' l'' X~ + (1 - rho) D2
    dF/dC    = X~' l'          dF/drho = D1 sgn w - D2 w

An intercept is free (D = 0), except with liblinear, whose column of the constant
i = intercept_scaling has a coefficient b / i: D2 = 1 / i^2, D1 = 1 / i.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import partial

import numpy as np

from sk_hpo.gradients.linalg.design_matrix import DesignMatrix
from sk_hpo.gradients.linalg.newton import NewtonPoint, better
from sk_hpo.gradients.linalg.systems import Solve
from sk_hpo.gradients.logistic.losses import ClassLoss
from sk_hpo.gradients.types import BoolArray, FloatArray, NotDifferentiableError, Theta


@dataclass(frozen=True)
class Penalty:
    """What does not depend on the split.

    Parameters
    ----------
    l1_ratio : float
        The l1_ratio, if it is not among the parameters.
    intercept_scaling : float or None
        None where the intercept is not penalised.
    """

    l1_ratio: float
    intercept_scaling: float | None = None

    def weights(self, X: DesignMatrix, power: int) -> FloatArray:
        """Compute D2 or D1, of shape (q,)."""
        D = np.ones(X.q)
        if X.constant:
            i = self.intercept_scaling
            D[-1] = 0.0 if i is None else 1 / i**power
        return D


@dataclass(frozen=True)
class Local(NewtonPoint):
    """What is known at one w under one theta; its slope is G."""

    C: float
    rho: float
    P: FloatArray  # of the shape of u
    slopes: FloatArray  # l', of the shape of u
    loss_slope: FloatArray  # dF/dC


class Equations:
    """The equations of one split's training rows.

    Parameters
    ----------
    X : DesignMatrix
    loss : ClassLoss
    penalty : Penalty

    Attributes
    ----------
    shape : tuple of int
        The shape of w.
    D1, D2 : ndarray of the shape of w
    shifts : bool
        Whether an equal shift of all intercepts changes nothing.
    """

    def __init__(self, X: DesignMatrix, loss: ClassLoss, penalty: Penalty) -> None:
        self.X, self.loss, self.penalty = X, loss, penalty
        self.shape: tuple[int, ...] = (*loss.y.shape[1:], X.q)
        D1, D2 = (penalty.weights(X, power) for power in (1, 2))
        self.D1 = np.broadcast_to(D1, self.shape)
        self.D2 = np.broadcast_to(D2, self.shape)
        self.shifts = len(self.shape) > 1 and bool(D2[-1] == 0)

    def rho(self, theta: Theta) -> float:
        """Return the share of the L1 penalty."""
        return theta.get("l1_ratio", self.penalty.l1_ratio)

    def at(self, w: FloatArray, theta: Theta) -> Local:
        """Evaluate at w."""
        C, rho = theta["C"], self.rho(theta)
        if not np.isfinite(C):
            raise NotDifferentiableError(f"C={C} is no penalty")
        value, slopes, P = self.loss.at(self.X.times(w))
        loss_slope = self.X.transposed(slopes)
        smooth = (1 - rho) * self.D2 * w
        penalty = float(np.vdot(smooth, w)) / 2
        penalty += rho * float(np.vdot(self.D1, np.abs(w)))
        G = C * loss_slope + smooth
        return Local(w, C * value + penalty, G, C, rho, P, slopes, loss_slope)

    def start(self, w: FloatArray | None, theta: Theta) -> Local:
        """Evaluate at w if it has the right shape and is better than 0, else at 0."""
        none = self.at(np.zeros(self.shape), theta)
        return better(none, w, partial(self.at, theta=theta))

    def hessian(self, here: Local, active: BoolArray) -> FloatArray:
        """Compute H in the active coordinates, in the order of ``w[active]``."""
        H = here.C * self.X.hessian(partial(self.loss.curvature, here.P), active)
        H.flat[:: len(H) + 1] += ((1 - here.rho) * self.D2)[active]
        if self.shifts and len(H):
            # without it H is singular
            shift = np.zeros(self.shape)
            shift[:, -1] = np.sqrt(H.diagonal().mean() / len(shift))
            H += np.outer(shift[active], shift[active])
        return H


class Progress:
    """The stopping rule, and whether the last H can be used for q.

    Parameters
    ----------
    tol : float
        How far the objective may be from its minimum, as a share.
    """

    def __init__(self, tol: float) -> None:
        self.tol = tol
        self.share = 1.0  # of the decrement in the objective
        self._before = 0.0

    def near(self, decrement: float, here: Local) -> bool:
        """Return whether the next decrement should be within the tolerance.

        It is expected to fall by the same factor as the last one.
        """
        falls = min(decrement / self._before, 1.0) if self._before > 0 else 1.0
        self._before = decrement
        self.share = decrement / here.objective
        return falls * self.share <= self.tol

    @property
    def keeps_hessian(self) -> bool:
        """Whether H has hardly changed in the last step."""
        return self.share <= float(self.tol**0.75)


class Solver(ABC):
    """A solver of the equations and of linear systems with H."""

    def __init__(self, equations: Equations) -> None:
        self.equations = equations

    @abstractmethod
    def fit(
        self, theta: Theta, start: FloatArray | None, tol: float
    ) -> tuple[Local, Solve | None]:
        """Find where F = 0; also return a solver for H there, if there is one."""

    @abstractmethod
    def system(self, here: Local, tol: float) -> Solve:
        """Prepare to solve H q = c."""
