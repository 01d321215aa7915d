"""Which candidates are evaluated together, and why others are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_matrix, issparse

from sk_hpo._compat.sklearn_search import num_samples
from sk_hpo.history import History
from sk_hpo.problem import Problem
from sk_hpo.trial import Candidate

if TYPE_CHECKING:
    from sk_hpo.sharing.planning.plan import Plan


def plan_sharing(
    candidates: Sequence[Candidate],
    problem: Problem,
    history: History,
    *,
    complete: bool,
    resource: str | None = None,
) -> Plan:
    """Group candidates that share work, and note the groups in the history.

    Parameters
    ----------
    candidates : sequence of Candidate
    problem : Problem
    history : History
    complete : bool
        Whether no more candidates will follow.
    resource : str or None
        A parameter of which the candidates get more in a later round.
    """
    sizes = {len(train) for train, _ in problem.splits}
    made = _plan(
        [candidate.params for candidate in candidates],
        problem,
        {min(sizes), max(sizes)},
        complete=complete,
        resource=resource,
    )
    for group in made.groups:
        ids = tuple(candidates[member].id for member in group.members)
        history.together.append(ids)
    for index, reason in made.alone.items():
        note_alone([candidates[index]], history, reason)
    return made


def before_others(
    params: Sequence[Mapping[str, Any]], problem: Problem, resource: str | None
) -> dict[int, bool]:
    """Return the candidates that can be evaluated before the round's others are known.

    The value says whether a candidate may use what its worker remembers. Those whose
    scores depend on the others, if only to rounding, are left out.

    Parameters
    ----------
    params : sequence of dict
        Candidates of a round.
    problem : Problem
    resource : str or None
        A parameter of which the candidates get more in a later round.
    """
    from sk_hpo.sharing.planning.plan import shares_to_rounding

    sizes = {len(train) for train, _ in problem.splits}
    made = _plan(params, problem, sizes, complete=False, resource=resource)
    return {
        index: index in made.remembering
        for index, one in enumerate(params)
        if problem.bitwise or not shares_to_rounding(problem.estimator, one)
    }


def count_apart(params: Sequence[Mapping[str, Any]], problem: Problem) -> int:
    """Return how many evaluations candidates are if those that share count once.

    Parameters
    ----------
    params : sequence of dict
        All candidates of a search, before its splits are made.
    problem : Problem
    """
    made = _plan(params, problem, {num_samples(problem.X)}, complete=True)
    return len(params) - sum(len(group.members) - 1 for group in made.groups)


def _plan(
    params: Sequence[Mapping[str, Any]],
    problem: Problem,
    sizes: Iterable[int],
    *,
    complete: bool,
    resource: str | None = None,
) -> Plan:
    # Imported here because a search of one candidate need not load the rules.
    from sk_hpo.sharing.planning.plan import plan

    return plan(
        problem.estimator,
        params,
        problem.fit_params,
        complete=complete,
        samples=[like_rows(problem.X, n) for n in sizes],
        bitwise=problem.bitwise,
        resource=resource,
    )


def note_alone(candidates: Iterable[Candidate], history: History, reason: str) -> None:
    """Note in the history why candidates are evaluated alone."""
    ids = [candidate.id for candidate in candidates]
    history.alone.setdefault(reason, []).extend(ids)


def like_rows(X: Any, n: int) -> Any:
    """Return zeros in the shape of `n` rows of `X`, which take up no memory."""
    shape: tuple[int, ...] = getattr(X, "shape", ())
    if len(shape) != 2:  # a list, such as one of texts
        return csr_matrix((n, 1))
    if issparse(X):
        return csr_matrix((n, shape[1]))
    return np.broadcast_to(0.0, (n, shape[1]))
