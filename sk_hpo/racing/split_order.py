"""The order in which a race takes the splits."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SEED = 20


def split_order(n_splits: int) -> npt.NDArray[np.int64]:
    """Return the numbers of the splits in the order of the race, (K,).

    The order is a random permutation that depends on the number of splits alone. So
    the splits that were seen first are a random sample of all, and every search of the
    same problem has the same order.

    Examples
    --------
    >>> from sk_hpo.racing.split_order import split_order
    >>> sorted(split_order(5).tolist())
    [0, 1, 2, 3, 4]
    """
    return np.random.default_rng([SEED, n_splits]).permutation(n_splits)
