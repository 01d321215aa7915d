"""A model of the parameters without an exact gradient, and descents in the others."""

from __future__ import annotations

from sk_hpo.search.portfolio.decision import Reason
from sk_hpo.search.portfolio.task import FLOOR, Task
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from sk_hpo.strategies.hybrid import Hybrid
from sk_hpo.strategies.outer_space import OuterSpace
from sk_hpo.strategies.strategy import Strategy

NAME, ORDER = "hybrid", 2
# Of the alternatives, this share has ranges to descend.
LEAST_SHARE = 0.5
CONTRADICTED = (
    "a real fit is worse than the equations predict, or a constraint refuses the end "
    "of a descent"
)
CHANGES = {
    "expected improvement": ("bayes", CONTRADICTED),
    "design": ("bayes", CONTRADICTED),
}


def reason(task: Task) -> Reason | None:
    """Return why some parameters are descended; None if none has a gradient."""
    # what is known of other candidates says nothing of the ends of descents
    if task.space.budgets is not None or task.prior:
        return None
    inner = task.split.inner
    names = dict.fromkeys(name for one in inner for name in one.ranges)
    if not names:
        return None
    n_descended = sum(bool(one.ranges) for one in inner)
    return Reason(
        f"there are exact gradients in {', '.join(names)}, and none in others",
        {
            "descended": len(names),
            "modelled": len(task.space.names) - len(names),
            "dicts with gradients": n_descended,
            "evaluations a step": max(one.step_cost for one in inner if one.ranges),
        },
        # elsewhere racing and improvement per second save more than descents do
        advised=n_descended >= LEAST_SHARE * len(inner),
    )


def requires(task: Task) -> str:
    """Say what is needed."""
    return (
        "dicts without numbers of candidates, no prior_results, and exact gradients "
        "in some ranges that are cheap compared with fits: "
        "sk_hpo.differentiable_parameters(estimator, scoring) says which parameters "
        "have them"
    )


def why_not_raced(task: Task) -> str | None:
    """Return why candidates do not race."""
    return "descents give few candidates"


def strategy(task: Task) -> Strategy:
    """Model the outer parameters, and descend the inner ones."""
    split = task.split
    return Hybrid(
        OuterSpace(task.space, split.outer, split.inner),
        scorer=split.guide,
        seed=task.seed,
        lag=task.lag,
        budget=task.n_iter,
        initial_points=task.initial,
        floor=FLOOR,
        fallback=ExpectedImprovement(
            task.space,
            seed=task.seed,
            lag=task.lag,
            per_second=task.per_second,
            initial_points=task.initial,
            floor=FLOOR,
        ),
    )
