"""Newton's method with a line search, for objectives that models minimise.

Notation: w of shape (q,), F of shape (q,) and H of shape (q, q) the gradient and the
second derivative of the objective. The decrement F' H^-1 F is twice the distance of
the objective from its minimum, whatever the scale of w.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from sk_hpo.gradients.deadline import check_time
from sk_hpo.gradients.linalg.systems import Solve
from sk_hpo.gradients.types import FloatArray

MOST_STEPS = 100
LEAST_STEP = 2.0**-30


class Point(Protocol):
    """What is known at one w."""

    @property
    def w(self) -> FloatArray:
        """Where it is."""

    @property
    def objective(self) -> float:
        """Its value; inf or nan where it is not defined."""

    @property
    def slope(self) -> FloatArray:
        """Its gradient."""


P = TypeVar("P", bound=Point)


def newton(
    here: P,
    at: Callable[[FloatArray], P],
    system: Callable[[P], Solve],
    tol: float,
    *,
    least_step: float = LEAST_STEP,
) -> tuple[P, Solve]:
    """Minimise.

    Parameters
    ----------
    here : Point
        Where to start.
    at : callable
        Gives the point of w.
    system : callable
        Gives what solves with H of a point.
    tol : float
        How far from the minimum is near enough, as a share of the objective.
    least_step : float
        Of steps that have to be shorter, the search is given up.

    Returns
    -------
    Point, callable
        The last point, and what solves with its H.
    """
    solve = system(here)
    for _ in range(MOST_STEPS):
        check_time()
        step = solve(here.slope)
        decrement = float(here.slope @ step)
        if decrement <= tol * abs(here.objective):
            break
        there = _descended(here, at, step, decrement, least_step)
        if there is None:
            break
        here, solve = there, system(there)
    return here, solve


def _descended(
    here: P,
    at: Callable[[FloatArray], P],
    step: FloatArray,
    decrement: float,
    least_step: float,
) -> P | None:
    """Where the objective has fallen by Armijo's share of what a step promises."""
    length = 1.0
    while length > least_step:
        there = at(here.w - length * step)
        if there.objective <= here.objective - 1e-4 * length * decrement:
            return there
        length /= 2
    return None  # mostly since the objective is at its rounding
