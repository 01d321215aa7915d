"""All candidates of a small space."""

from __future__ import annotations

from sk_hpo.search.inputs.settings import Params
from sk_hpo.search.portfolio.decision import Reason
from sk_hpo.search.portfolio.task import Task
from sk_hpo.strategies.candidate_list import Listed
from sk_hpo.strategies.model.grid import Grid
from sk_hpo.strategies.strategy import Strategy

NAME, ORDER, RACES = "list", 0, True
# Without a number of candidates, only a time: more of them are modelled.
MOST = 500


def reason(task: Task) -> Reason | None:
    """Return why all candidates are listed; None if there are too many."""
    n = task.space.n_candidates
    if n > min(task.n_iter, MOST):
        return None
    return Reason("n_iter allows all candidates of the space", {"candidates": n})


def requires(task: Task) -> str:
    """Say what is needed."""
    return (
        f"a space of at most {min(task.n_iter, MOST):g} candidates, this one has "
        f"{task.space.n_candidates:g}"
    )


def strategy(task: Task) -> Strategy:
    """List the initial points, and then all others."""
    every = [task.space.decode(u) for u in Grid(task.space).points()]
    found: dict[bytes, Params] = {}
    for params in (*task.initial, *every):
        found.setdefault(task.space.encode(params).tobytes(), params)
    return Listed(list(found.values()))
