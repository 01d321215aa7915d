"""The fits that a race can't do without, whatever its rule: what an oracle saves.

The oracle stops a candidate by the same looks at the same levels, by a test that knows
what no rule can know: how much the candidate differs from its reference on all splits.
The reference is the best candidate so far, or ("foreseen") the best of all from the
first candidate on.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from sk_hpo.racing.looks import level, looks

FloatArray = npt.NDArray[np.float64]

N_COMPLETE_FIRST = 3  # as in a race


def limit(S: FloatArray, probability: float, *, foreseen: bool) -> float:
    """The share of the fits that the oracle saves.

    Parameters
    ----------
    S : ndarray of shape (n, K)
        Finite scores; the candidates in their order, the splits in that of the race.
    probability : float
    foreseen : bool
        Whether the best candidate of all is known from the beginning.
    """
    n, K = S.shape
    means, n_run = S.mean(axis=1), 0
    for k in range(n):
        reference = int(np.argmax(means if foreseen else means[: max(1, k)]))
        is_tested = k >= N_COMPLETE_FIRST and k != reference
        n_run += _n_splits(S[k] - S[reference], probability) if is_tested else K
    return 1 - n_run / S.size


def _n_splits(differences: FloatArray, probability: float) -> int:
    """How many splits of a candidate the oracle runs."""
    K = len(differences)
    spread = float(differences.std(ddof=1))
    for seen in looks(K):
        error = max(spread * np.sqrt(1 / seen - 1 / K), 1e-300)
        if ndtr(differences[:seen].mean() / error) <= level(probability, K):
            return seen
    return K
