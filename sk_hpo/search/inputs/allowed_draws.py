"""The candidates of a random search that are allowed.

scikit-learn's sampler draws `n_iter` candidates. In place of those that a constraint
refuses, it draws on: from the same random numbers, and without replacement if there are
only lists.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

from sklearn.model_selection import ParameterGrid, ParameterSampler
from sklearn.utils import check_random_state
from sklearn.utils.random import sample_without_replacement

from sk_hpo.constraint import Constraint, all_refused, is_too_rare, too_rare
from sk_hpo.search.inputs.settings import Params


def allowed_draws(
    distributions: Any, n_iter: int, random_state: Any, constraint: Constraint | None
) -> list[Params]:
    """Draw candidates as scikit-learn does, as many as are allowed.

    Parameters
    ----------
    distributions : dict or list of dict
        Lists of values, and distributions with ``rvs``.
    n_iter : int
        How many candidates.
    random_state : int, RandomState instance or None
    constraint : Constraint or None

    Returns
    -------
    list of dict
        Fewer than `n_iter` if there are only lists and no more candidates.

    Raises
    ------
    ValueError
        If less than 1 in 10,000 candidates is allowed.
    """
    sampler = ParameterSampler(distributions, n_iter, random_state=random_state)
    if constraint is None:
        return list(sampler)
    rng = check_random_state(random_state)
    values = [value for one in sampler.param_distributions for value in one.values()]
    if not any(hasattr(value, "rvs") for value in values):
        return _of_lists(sampler, rng, constraint)
    endless = ParameterSampler(distributions, 2**62, random_state=rng)
    allowed, _ = _first(iter(endless), n_iter, constraint)
    return allowed


def _of_lists(sampler: Any, rng: Any, constraint: Constraint) -> list[Params]:
    grid = ParameterGrid(sampler.param_distributions)
    numbers = _numbers(len(grid), sampler.n_iter, rng)
    allowed, refused = _first((grid[i] for i in numbers), sampler.n_iter, constraint)
    if not allowed:
        raise all_refused(refused)
    if len(allowed) < sampler.n_iter:
        warnings.warn(
            f"constraint allows {len(allowed)} of {len(grid)} candidates, fewer than "
            f"n_iter={sampler.n_iter}, so all of them are evaluated. For exhaustive "
            "searches, use GridSearchCV2",
            stacklevel=2,
        )
    return allowed


def _numbers(size: int, n: int, rng: Any) -> Iterator[int]:
    """Yield the numbers below `size` in random order, first scikit-learn's n."""
    seen: set[int] = set()
    n = min(n, size)
    while len(seen) < size:
        for number in sample_without_replacement(size, n, random_state=rng):
            if number not in seen:
                seen.add(number)
                yield number
        n = min(4 * n, size)


def _first(
    drawn: Iterator[Params], n: int, constraint: Constraint
) -> tuple[list[Params], list[Params]]:
    """Return the first n that are allowed, and up to as many that are not."""
    allowed: list[Params] = []
    refused: list[Params] = []
    for n_drawn, params in enumerate(drawn):
        if is_too_rare(len(allowed), n_drawn):
            raise too_rare(len(allowed), n_drawn, refused[0])
        if constraint.allows(params):
            allowed.append(params)
        elif len(refused) < n:
            refused.append(params)
        if len(allowed) == n:
            break
    return allowed, refused
