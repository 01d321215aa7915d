"""All candidates of a small space, or of one whose candidates share most fits."""

from __future__ import annotations

from sk_hpo.search.portfolio.decision import Reason
from sk_hpo.search.portfolio.task import Task
from sk_hpo.strategies.candidate_list import Listed
from sk_hpo.strategies.strategy import Strategy

NAME, ORDER = "list", 0
# With more candidates than this the scores are modelled, whatever candidates share and
# however much time there is.
MOST = 500
# Candidates share most of their fits if they count as at most this part of their
# number.
FEW = 0.5


def reason(task: Task) -> Reason | None:
    """Return why all candidates are listed; None if there are too many."""
    n = task.n_candidates
    if n <= min(task.n_iter, MOST):
        return Reason("n_iter allows all candidates of the space", {"candidates": n})
    if not task.chooses_n_iter or n > MOST:
        return None
    if not _shares(task) or task.n_apart > task.n_iter:
        return None
    return Reason(
        "candidates share most of their fits",
        {"candidates": n, "evaluations": task.n_apart},
    )


def requires(task: Task) -> str:
    """Say what is needed."""
    return (
        f"a space of at most {min(task.n_iter, MOST):g} candidates, this one has "
        f"{task.n_candidates:g}"
    )


def why_not_raced(task: Task) -> str | None:
    """Return why candidates do not race; None if they may."""
    return "candidates share most of their fits" if _shares(task) else None


def strategy(task: Task) -> Strategy:
    """List the initial points, and then all others."""
    return Listed(task.every)


def _shares(task: Task) -> bool:
    return task.n_apart <= FEW * len(task.every)
