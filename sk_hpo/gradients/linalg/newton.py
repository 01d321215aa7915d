"""Newton's method with Armijo's line search, for objectives that models minimise.

Notation: w, an array; F of the shape of w and H the gradient and the Hessian of the
objective at w. The decrement F' H^-1 F is twice the distance of the objective from its
minimum, whatever the scale of w.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sk_hpo.gradients.deadline import check_time
from sk_hpo.gradients.linalg.systems import Solve
from sk_hpo.gradients.types import FloatArray

MOST_STEPS = 100
LEAST_STEP = 2.0**-30
# The share of the expected decrease that the objective has to reach.
ARMIJO = 1e-4


@dataclass(frozen=True)
class NewtonPoint:
    """What is known at one w.

    Parameters
    ----------
    w : ndarray
    objective : float
        inf or NaN where it is not defined.
    slope : ndarray of the shape of w
        F.
    """

    w: FloatArray
    objective: float
    slope: FloatArray


P = TypeVar("P", bound=NewtonPoint)


def newton(
    here: P,
    at: Callable[[FloatArray], P],
    system: Callable[[P], Solve],
    tol: float,
    *,
    least_step: float = LEAST_STEP,
    size: Callable[[P], float] = lambda here: abs(here.objective),
    exact: Callable[[P, P, FloatArray], bool] | None = None,
) -> tuple[P, Solve]:
    """Minimise an objective.

    Parameters
    ----------
    here : NewtonPoint
        Where to start.
    at : callable
        Evaluate w.
    system : callable
        Prepare to solve with H of a point.
    tol : float
        Stop when the decrement is at most this share of `size`.
    least_step : float
        Stop when a step would have to be shorter.
    size : callable
        By default the absolute value of the objective.
    exact : callable, optional
        ``exact(before, after, step)`` tells whether a step ends at the minimum because
        H is constant along it.

    Returns
    -------
    NewtonPoint, callable
        The last point, and a solver for its H.
    """
    solve = system(here)
    for _ in range(MOST_STEPS):
        check_time()
        step = solve(here.slope)
        decrement = float(here.slope @ step)
        if decrement <= tol * size(here):
            break
        there = backtracked(here, at, step, decrement, least_step)
        if there is None:
            break
        if exact is not None and exact(here, there, step):
            return there, solve
        here, solve = there, system(there)
    return here, solve


def backtracked(
    here: P,
    at: Callable[[FloatArray], P],
    step: FloatArray,
    decrement: float,
    least_step: float = LEAST_STEP,
) -> P | None:
    """Halve a step until it fulfils Armijo's condition.

    Parameters
    ----------
    here : NewtonPoint
    at : callable
        Evaluate w.
    step : ndarray of the shape of w
        What to subtract.
    decrement : float
    least_step : float

    Returns
    -------
    NewtonPoint or None
        None if no step longer than `least_step` does, mostly because rounding errors
        dominate the objective.
    """
    length = 1.0
    while length > least_step:
        there = at(here.w - length * step)
        if there.objective <= here.objective - ARMIJO * length * decrement:
            return there
        length /= 2
    return None


def better(none: P, start: FloatArray | None, at: Callable[[FloatArray], P]) -> P:
    """Choose the start if it has the shape of w and a lower objective, else `none`."""
    if start is not None and start.shape == none.w.shape:
        here = at(start)
        if here.objective < none.objective:
            return here
    return none
