"""Select the members of an ensemble: forward selection with replacement.

Caruana, Niculescu-Mizil, Crew and Ksikes (2004), Ensemble selection from libraries of
models. In each round the candidate is added whose addition gives the best score. It may
be there already: then its weight grows. Selection begins with the N best candidates
(the paper's sorted initialisation), for the N that gives the best score. Of all
ensembles on the way, the first of those with the best score is the result.

Notation: q candidates, w weights, whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

# The paper adds far more members, but little changes after the first few dozens.
ROUNDS = 50
# Rounds without a better ensemble, after which selection ends.
PATIENCE = 10

Arrays = Sequence[np.ndarray]
Score = Callable[[Arrays], float]


@dataclass(frozen=True)
class Selection:
    """The selected weights.

    Parameters
    ----------
    weights : ndarray of int, shape (q,)
    score : float
        That of the ensemble.
    best_single : float
        That of the best candidate.
    """

    weights: np.ndarray
    score: float
    best_single: float


def greedy_selection(contributions: Arrays, score: Score) -> Selection:
    """Select weights that give a good score.

    Parameters
    ----------
    contributions : sequence of ndarray of shape (q, n_test, ...)
        Those of the candidates, one array for each split.
    score : callable
        Returns the score of a weighted mean of contributions, one array for each split;
        greater is better.

    Returns
    -------
    Selection
    """
    q = len(contributions[0])
    singles = [score([part[number] for part in contributions]) for number in range(q)]
    order = np.argsort(-np.array(singles), kind="stable")
    weights, total, best = _sorted_start(contributions, score, order)
    found, since = weights.copy(), 0
    for _ in range(ROUNDS):
        size = int(weights.sum()) + 1
        scores = [
            score([(t + part[i]) / size for t, part in _pairs(total, contributions)])
            for i in order
        ]
        added = order[int(np.argmax(scores))]  # of equal ones, the best alone
        weights[added] += 1
        total = [t + part[added] for t, part in _pairs(total, contributions)]
        since += 1
        if max(scores) > best:
            best, found, since = max(scores), weights.copy(), 0
        if since == PATIENCE:
            break
    return Selection(found // np.gcd.reduce(found), best, max(singles))


def _pairs(total: Arrays, contributions: Arrays) -> Iterator[tuple[Any, Any]]:
    return zip(total, contributions, strict=True)


def _sorted_start(
    contributions: Arrays, score: Score, order: np.ndarray
) -> tuple[np.ndarray, list[np.ndarray], float]:
    """Return weights of the N best candidates, the sum of theirs, and the score."""
    sums = [np.zeros(part.shape[1:]) for part in contributions]
    scores = []
    for size, number in enumerate(order, start=1):
        sums = [t + part[number] for t, part in _pairs(sums, contributions)]
        scores.append(score([t / size for t in sums]))
    chosen = order[: int(np.argmax(scores)) + 1]
    weights = np.zeros(len(order), dtype=int)
    weights[chosen] = 1
    total = [part[chosen].sum(axis=0, dtype=float) for part in contributions]
    return weights, total, max(scores)
