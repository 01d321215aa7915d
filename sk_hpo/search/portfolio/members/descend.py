"""Descents along exact gradients."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from sk_hpo.search.descents.branches import flat_dimensions, ranges_of
from sk_hpo.search.portfolio.decision import Reason
from sk_hpo.search.portfolio.task import FLOOR, Task
from sk_hpo.strategies.candidate_list import Opening
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from sk_hpo.strategies.gradient_descent import GradientDescent
from sk_hpo.strategies.numerical_descent import NumericalDescent
from sk_hpo.strategies.strategy import Strategy

NAME, ORDER = "descend", 1
# Descents from other starts at the end, at most, and the steps that one takes: a step
# costs about as much as the evaluation of a candidate.
MOST_MORE, STEPS = 4, 12
BY_SCORES = (
    "real fits do not confirm the equations, there was no gradient, or a constraint "
    "refuses the end of a descent"
)
CHANGES = {
    "expected improvement": ("bayes", BY_SCORES),
    "design": ("bayes", BY_SCORES),
    "step": ("numerical descent", BY_SCORES),
}


def reason(task: Task) -> Reason | None:
    """Return why the space is descended; None if some parameter has no gradient."""
    if task.space.budgets is not None:
        return None
    branches = task.branches
    if not branches.descents or not branches.complete:
        return None
    return Reason(
        f"there are exact gradients in {', '.join(_names(task))}",
        {"descents": len(branches.descents)},
    )


def requires(task: Task) -> str:
    """Say what is needed."""
    return (
        "dicts without numbers of candidates, exact gradients in all ranges, and few "
        "combinations of the other parameters. "
        "sk_hpo.differentiable_parameters(estimator, scoring) says which parameters "
        'have them; strategy="hybrid" needs some'
    )


def why_not_raced(task: Task) -> str | None:
    """Return why candidates do not race."""
    return "descents give few candidates"


def strategy(task: Task) -> Strategy:
    """Descend each branch; the scores of real fits take over where they must."""
    branches = task.branches
    descent = GradientDescent(
        branches.descents,
        partial(_by_scores, task),
        others=branches.others,
        complete=branches.complete,
        initial_points=task.initial,
        n_starts="auto",
        n_more=int(min(MOST_MORE, task.n_iter // STEPS)),
    )
    return Opening(task.initial[:1], descent)


def _by_scores(
    task: Task, *, initial_points: Sequence[Any], near: bool, shrink: float
) -> Strategy:
    """Return the strategy that continues, near the ends or anywhere."""
    settings: dict[str, Any] = {
        "seed": task.seed,
        "lag": task.lag,
        "prior": task.prior,
        "initial_points": initial_points,
    }
    if near:
        return NumericalDescent(task.space, near=True, shrink=shrink, **settings)
    settings |= {"per_second": task.per_second, "floor": FLOOR}
    return ExpectedImprovement(task.space, **settings)


def _names(task: Task) -> list[str]:
    ranges = {
        name: None
        for alternative in task.space.alternatives
        for name in ranges_of(flat_dimensions(alternative))
    }
    return list(ranges)
