"""The model of a search's scores: its own, or one fitted to its candidates."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import NotFittedError

from sk_hpo.results import Results
from sk_hpo.results.inferred_space import inferred_space
from sk_hpo.results.results import FAILED, STOPPED, FloatArray
from sk_hpo.results.searched_values import searched_space
from sk_hpo.search.surrogate import Surrogate
from sk_hpo.space import Space


def model_of(search: Any, results: Results) -> Surrogate:
    """Return a model of the scores of the metric that `results` has.

    It is the search's own if it has one, of that metric. Otherwise a Gaussian process
    is fitted to the candidates, in the space of the search if that is known, and else
    in the one that they span. Those that racing or halving has stopped count with an
    estimate.

    Parameters
    ----------
    search : object
        What `results` was read from.
    results : Results
        With at least one complete candidate.

    Raises
    ------
    ValueError
        If no parameter varies.
    """
    if not any(results.params):
        check_varied(None)
    # a search of a user's subclass, or one that listed its candidates, has none
    try:
        own = getattr(search, "surrogate", None)
    except NotFittedError:
        own = None
    if isinstance(own, Surrogate) and _is_guiding(search, results):
        check_varied(own.space)
        return own
    estimates = _estimates(results)
    counts = np.isfinite(estimates) | (results.state == FAILED)
    prior = [(results.params[i], float(estimates[i])) for i in np.flatnonzero(counts)]
    space = searched_space(search, results.params) or inferred_space(results)
    check_varied(space)
    return Surrogate(space, [], prior)


def check_varied(space: Space | None) -> None:
    """Raise a ValueError if a space, or the lack of one, has a single candidate."""
    if space is None or space.n_candidates == 1:
        why = "it has no parameters" if space is None else "each has a single value"
        raise ValueError(
            f"the search has nothing to explain: no parameter varies ({why})"
        )


def _estimates(results: Results) -> FloatArray:
    """Return the mean scores, and an estimate for each candidate that was stopped.

    It is the best mean score plus the mean difference from the best candidate on what
    both have: splits of a race, or an iteration of a halving search. Without the
    stopped ones, bad regions would look like the good ones beside them.
    """
    means, S = results.means[results.metric].copy(), results.scores[results.metric]
    best = results.best
    if best is None:
        return means
    if results.iterations is None:
        beside = {int(row): best for row in np.flatnonzero(results.state == STOPPED)}
    else:
        beside = _halved(results, results.iterations, best)
    for row, other in beside.items():
        known = np.isfinite(S[row]) & np.isfinite(S[other])
        if known.any():
            means[row] = means[best] + (S[row] - S[other])[known].mean()
    return means


def _halved(
    results: Results, iterations: NDArray[np.int64], best: int
) -> dict[int, int]:
    """Return the last row of each candidate that halving stopped.

    The value is the row of the best candidate in the same iteration.
    """
    keys = [repr(sorted(params.items())) for params in results.params]
    last = {key: row for row, key in enumerate(keys)}
    of_best = {
        iterations[row]: row for row, key in enumerate(keys) if key == keys[best]
    }
    return {
        row: of_best[iterations[row]]
        for row in last.values()
        if results.state[row] == STOPPED and iterations[row] in of_best
    }


def _is_guiding(search: Any, results: Results) -> bool:
    refit = getattr(search, "refit", None)
    first = next(iter(results.means))
    return results.metric == (refit if isinstance(refit, str) else first)
