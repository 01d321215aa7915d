"""A model of the parameters without an exact gradient, and descents in the others."""

from __future__ import annotations

from sk_hpo.search.portfolio.decision import Reason
from sk_hpo.search.portfolio.task import Task
from sk_hpo.strategies.hybrid import Hybrid
from sk_hpo.strategies.strategy import Strategy

NAME, ORDER, RACES = "hybrid", 2, False


def reason(task: Task) -> Reason | None:
    """Return why some parameters are descended; None if none has a gradient."""
    if task.space.budgets is not None or not any(task.split.inner):
        return None
    names = dict.fromkeys(name for ranges in task.split.inner for name in ranges)
    return Reason(
        f"there are exact gradients in {', '.join(names)}, and none in others",
        {"descended": len(names), "modelled": len(task.space.names) - len(names)},
    )


def requires(task: Task) -> str:
    """Say what is needed."""
    return (
        "exact gradients in some ranges: sk_hpo.differentiable_parameters(estimator, "
        "scoring) says which parameters have them"
    )


def strategy(task: Task) -> Strategy:
    """Model the outer parameters, and descend the inner ones."""
    split = task.split
    return Hybrid(
        task.space,
        split.outer,
        split.inner,
        scorer=split.guide,
        seed=task.seed,
        lag=task.lag,
        initial_points=task.initial,
    )
