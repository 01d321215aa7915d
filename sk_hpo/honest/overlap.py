"""What estimators that hold splits out do where the test parts of splits overlap.

A split that is held out measures the score on rows that did not choose, if no other
split has them. Two cases differ:

- Repeated cross-validation. Within a repeat, test parts are disjoint: each repeat is
  used by itself, and what they give is averaged.
- Test parts drawn at random. Let p be their share of the rows. If scores on a split
  have the variance v given the other splits, the variance of their mean over K splits
  is v (1/K + p / (1 - p)), by Nadeau and Bengio (2003), of which the splits see v/K.
  The optimism of the noise that they see is multiplied by the ratio of both,
  1 + K p / (1 - p). This is right if candidates differ by more than the noise; near
  ties make it up to 1.4 times too large in the simulations.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sk_hpo.honest.corrected_test import FloatArray
from sk_hpo.honest.splits import Splits
from sk_hpo.results.results import ROUNDING

# From scores (q, K) and how often each split is drawn (b, K) to chosen rows (b,).
Choose = Callable[[FloatArray, FloatArray], npt.NDArray[np.intp]]
# From K to how often each split is drawn (b, K) and the weight of each sample (b,).
Samples = Callable[[int], tuple[FloatArray, FloatArray]]


def over_repeats(
    samples: Samples,
    S: FloatArray,
    splits: Splits,
    row: int | None = None,
    choose: Choose | None = None,
) -> float:
    """Return the optimism by choosing on drawn splits, and scoring on those left out.

    Parameters
    ----------
    samples : callable
        The samples of K splits with disjoint test parts, each of which leaves some out.
    S : ndarray of shape (q, K)
    splits : Splits
    row : int or None
        The chosen row of S. None: the best.
    choose : callable or None
        How it was chosen. None: as the best.
    """
    if row is None:
        row = int(S.mean(axis=1).argmax())
    # Less the chosen candidate's scores, so that it does not matter which splits are
    # held out how often, where some are hard for all.
    D = S - S[row]
    repeats = splits.repeats if splits.n // splits.repeats > 1 else 1
    found = []
    for part, less in zip(*(np.split(A, repeats, axis=1) for A in (S, D)), strict=True):
        counts, weights = samples(part.shape[1])
        rows = choose(part, counts) if choose else first_best(less @ counts.T)
        left_out = counts == 0
        scores = (less[rows] * left_out).sum(axis=1) / left_out.sum(axis=1)
        found.append(weights @ scores)
    optimism = -float(np.mean(found))
    return optimism * (1 + splits.n * splits.ratio) if splits.random else optimism


def first_best(totals: FloatArray) -> npt.NDArray[np.intp]:
    """Return the best candidate of each column, (q, b): the first of those level.

    Accuracies on few rows are often equal, but for the rounding of their sums.
    """
    least = totals.max(axis=0) - ROUNDING * np.abs(totals).max()
    return np.asarray((totals >= least).argmax(axis=0))
