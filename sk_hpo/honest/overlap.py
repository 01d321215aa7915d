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

from sk_hpo.honest.corrected_test import ROUNDING, FloatArray
from sk_hpo.honest.splits import Splits


def over_repeats(
    held_out: Callable[[FloatArray], float], S: FloatArray, splits: Splits
) -> float:
    """Return the optimism by a function that holds disjoint splits out.

    Parameters
    ----------
    held_out : callable
        From scores on splits with disjoint test parts to the score that the chosen
        candidate has on splits that did not choose it.
    S : ndarray of shape (q, K)
    splits : Splits
    """
    # Less the best candidate's scores, so that it does not matter which splits are held
    # out how often, where some are hard for all.
    D = S - S[S.mean(axis=1).argmax()]
    repeats = splits.repeats if splits.n // splits.repeats > 1 else 1
    found = [held_out(part) for part in np.split(D, repeats, axis=1)]
    optimism = -float(np.mean(found))
    return optimism * (1 + splits.n * splits.ratio) if splits.random else optimism


def first_best(totals: FloatArray) -> npt.NDArray[np.intp]:
    """Return the best candidate of each column, (q, b): the first of those level.

    Accuracies on few rows are often equal, but for the rounding of their sums.
    """
    least = totals.max(axis=0) - ROUNDING * np.abs(totals).max()
    return np.asarray((totals >= least).argmax(axis=0))
