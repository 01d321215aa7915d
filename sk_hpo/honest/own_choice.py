"""What the search's own choice is worth, where that is not the best candidate.

A rule for ``refit`` chooses in another way, so the optimism of its choice is another
one. It is estimated in the same way: the rule chooses by the scores on drawn splits,
and its choices are scored on those left out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo.honest.corrected_test import FloatArray, half_width_of
from sk_hpo.honest.optimism import split_bootstrap
from sk_hpo.honest.overlap import Choose
from sk_hpo.honest.splits import Splits
from sk_hpo.results import Results
from sk_hpo.results.results import ROUNDING


def best_and_chosen(
    read: Results, rows: npt.NDArray[np.intp], S: FloatArray
) -> tuple[int, int | None]:
    """Return the best candidate, and the search's choice if its score is lower.

    Both are rows of S. Of candidates that are level, the search's choice is the best.
    """
    means = S.mean(axis=1)
    best = int(means.argmax())
    if read.chosen is None or read.chosen not in rows:
        return best, None
    chosen = int(np.flatnonzero(rows == read.chosen)[0])
    if means[chosen] >= means[best] - ROUNDING * abs(means[best]):
        return chosen, None
    return best, chosen


def worth_of_choice(
    rule: Any, read: Results, S: FloatArray, chosen: int, splits: Splits, level: float
) -> tuple[float, tuple[float, float]]:
    """Return the corrected score of a rule's choice, and its interval.

    Parameters
    ----------
    rule : Rule
    read : Results
        Of the candidates of S alone.
    S : ndarray of shape (q, K)
    chosen : int
        The row of S that the rule chose.
    splits : Splits
    level : float
    """
    found = split_bootstrap.optimism(S, splits, chosen, _chooses(rule, read))
    if not np.isfinite(found):
        raise ValueError(f"search: the optimism of its choice by {rule!r} is {found}")
    corrected = float(S[chosen].mean()) - max(0.0, found)
    half = half_width_of(chosen, S, splits, level)
    return corrected, (corrected - half, corrected + half)


def of_rows(read: Results, rows: npt.NDArray[np.intp]) -> Results:
    """Return the results of some candidates, by the guiding metric alone."""
    metric = read.metric
    found = read.take(rows)
    means, scores = {metric: found.means[metric]}, {metric: found.scores[metric]}
    return replace(found, means=means, scores=scores, chosen=None)


def _chooses(rule: Any, read: Results) -> Choose:
    """Return how a rule chooses by drawn splits."""

    def choose(S: FloatArray, counts: FloatArray) -> npt.NDArray[np.intp]:
        found = []
        for one in counts.astype(int):
            drawn = np.repeat(S, one, axis=1)
            means = {read.metric: drawn.mean(axis=1)}
            part = replace(read, means=means, scores={read.metric: drawn})
            found.append(rule.choose(part))
        return np.array(found)

    return choose
