"""A Gaussian process that models the scores: for everything else."""

from __future__ import annotations

from functools import partial

from sk_hpo.search.inputs.prior_results import is_known
from sk_hpo.search.portfolio.decision import Reason
from sk_hpo.search.portfolio.task import FLOOR, Task
from sk_hpo.strategies.budgeted import budgeted
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from sk_hpo.strategies.strategy import Strategy

NAME, ORDER = "bayes", 100


def reason(task: Task) -> Reason:
    """Return why the scores are modelled: they can be in any case."""
    return Reason(
        "no other strategy suits this space better",
        {"parameters": len(task.space.names), "dicts": len(task.space.alternatives)},
    )


def requires(task: Task) -> str:
    """Say what is needed: nothing."""
    return "nothing"


def why_not_raced(task: Task) -> str | None:
    """Return why candidates do not race: they may."""
    return None


def strategy(task: Task) -> Strategy:
    """Model the scores, and evaluate where they may be highest."""
    make = partial(
        ExpectedImprovement,
        seed=task.seed,
        lag=task.lag,
        per_second=task.per_second,
        floor=FLOOR,
    )
    # settings with a known score need not be evaluated first
    initial = [params for params in task.initial if not is_known(params, task.prior)]
    return budgeted(task.space, make, initial_points=initial, prior=task.prior)
