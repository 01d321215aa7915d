"""Choose on a bootstrap sample of the splits, score on the splits that it leaves out.

This is the bootstrap of Tsamardinos et al. (2018) with splits in the place of rows, so
that it needs no predictions: draw K splits with replacement, take the candidate with
the best mean over those drawn, and average its scores on the splits that were not. The
optimism is how far these fall behind the best candidate's on the same splits.

A sample holds 63 percent of the splits, so the choice is a little worse than by all of
them, and one of K - 1 splits as in `leave_split_out` a little better. But its scores
are averages over many samples, and vary less. Up to `MOST_SAMPLES` different samples
are all used, with their probabilities; otherwise so many are drawn, always the same.

Tsamardinos, I., Greasidou, E. and Borboudakis, G. (2018). Bootstrapping the
out-of-sample predictions for efficient and accurate cross-validation. Machine Learning
107, 1895-1922, algorithm 5.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations_with_replacement
from math import comb, factorial, prod

import numpy as np

from sk_hpo.honest.corrected_test import FloatArray
from sk_hpo.honest.overlap import Choose, over_repeats
from sk_hpo.honest.splits import Splits

NAME = "a bootstrap of the splits"
MOST_SAMPLES = 500


def optimism(
    S: FloatArray,
    splits: Splits,
    row: int | None = None,
    choose: Choose | None = None,
) -> float:
    """Return how far a choice by drawn splits falls behind on the others.

    `row` and `choose` are those of `over_repeats`.
    """
    return over_repeats(samples, S, splits, row, choose)


@cache
def samples(K: int) -> tuple[FloatArray, FloatArray]:
    """Return how often each split is drawn, (b, K), and the probabilities, (b,).

    Samples that leave no split out can't score, and are not among them.
    """
    if comb(2 * K - 1, K) <= MOST_SAMPLES:
        drawn = list(combinations_with_replacement(range(K), K))
        counts = np.array([np.bincount(one, minlength=K) for one in drawn])
        ways = [factorial(K) / prod(map(factorial, one)) for one in counts.tolist()]
        weights = np.array(ways)
    else:
        rng = np.random.default_rng(K)
        counts = rng.multinomial(K, np.full(K, 1 / K), size=MOST_SAMPLES)
        weights = np.ones(len(counts))
    scores = (counts == 0).any(axis=1)
    weights = weights[scores] / weights[scores].sum()
    return counts[scores].astype(np.float64), weights
