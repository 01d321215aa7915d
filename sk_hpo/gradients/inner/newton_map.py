"""Inner maps whose fits are found by Newton's method.

Notation as in ``inner/base.py``; P is what is known at one w under one theta.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Generic

from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linalg.newton import P, better, newton
from sk_hpo.gradients.linalg.systems import Solve
from sk_hpo.gradients.types import FloatArray, Theta


class NewtonMap(InnerMap, Generic[P]):
    """An inner map that remembers its last point, and the solver for H there."""

    _last: tuple[Theta, P, Solve | None] | None = None

    @abstractmethod
    def evaluated(self, w: FloatArray, theta: Theta) -> P:
        """Evaluate the objective and F at w."""

    @abstractmethod
    def system(self, here: P, tol: float) -> Solve:
        """Prepare to solve with H, to a precision that suits tol."""

    def remember(self, theta: Theta, here: P, solve: Solve | None) -> FloatArray:
        """Remember a point and the solver for its H; return its w."""
        self._last = dict(theta), here, solve
        return here.w

    def fit_from(
        self,
        none: FloatArray,
        start: FloatArray | None,
        theta: Theta,
        tol: float,
        exact: Callable[[P, P, FloatArray], bool] | None = None,
    ) -> FloatArray:
        """Fit by `newton` from the better of `none` and a start; return w."""
        at = partial(self.at, theta=theta)
        here = better(at(none), start, at)
        found = newton(here, at, partial(self.system, tol=tol), tol, exact=exact)
        return self.remember(theta, *found)

    def at(self, w: FloatArray, theta: Theta) -> P:
        """Evaluate at w, unless it is the last point."""
        if self._last is not None:
            known, here, _ = self._last
            if here.w is w and known == theta:
                return here
        return self.evaluated(w, theta)

    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self.at(w, theta).slope

    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        here, last = self.at(w, theta), self._last
        solve = last[2] if last is not None and last[1] is here else None
        if solve is None:
            solve = self.system(here, tol)
            self.remember(theta, here, solve)
        return solve(c)
