"""Choose on a bootstrap sample of the rows, score on the rows that it leaves out.

Algorithm 5 of Tsamardinos et al. (2018): every row has a prediction of each candidate
by a model that was not fitted on it. Draw n rows with replacement, take the candidate
whose predictions are best on them, and score it on the rows that were not drawn. The
optimism is the best candidate's score on all rows minus the mean over the samples.

It is measured on the rows of all splits together, and subtracted from the best score,
which is a mean over splits: so metrics that differ between the two, such as the area
under a curve, are compared with themselves.

Tsamardinos, I., Greasidou, E. and Borboudakis, G. (2018). Bootstrapping the
out-of-sample predictions for efficient and accurate cross-validation. Machine Learning
107, 1895-1922.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.honest.rows import Rows

NAME = "a bootstrap of the out-of-fold predictions"
N_SAMPLES = 200

TOO_RARE = (
    "y: no bootstrap sample of its {} rows, and of those left out, had each of its {} "
    "classes, with a finite score. Use method='split_bootstrap'"
)
NO_SCORE = (
    "search: its metric has no finite value on any bootstrap sample of the {} rows of "
    "y and on those left out. Use method='split_bootstrap'"
)


def optimism_of_rows(rows: Rows) -> float:
    """Return how far a choice by drawn rows falls behind on the others."""
    n = len(rows.y)
    rng = np.random.default_rng(n)
    classes = rows.classes
    held_out = []
    for _ in range(N_SAMPLES):
        drawn = rng.integers(n, size=n)
        others = np.setdiff1d(np.arange(n), drawn)
        # metrics of some classes are not those of all
        if any(len(np.unique(rows.y[part])) < len(classes) for part in (drawn, others)):
            continue
        scores = rows.scores(drawn)
        found = rows.score(int(scores.argmax()), others)
        # a metric may have no value on some rows
        if np.isfinite(found) and np.isfinite(scores).all():
            held_out.append(found)
    if not held_out:
        raise ValueError(
            TOO_RARE.format(n, len(classes)) if len(classes) else NO_SCORE.format(n)
        )
    return float(rows.scores(np.arange(n)).max() - np.mean(held_out))
