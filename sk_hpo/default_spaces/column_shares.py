"""How many columns each split of a tree may choose from."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_integer, log_real, real
from sk_hpo.space.plain_values import is_integer, is_number

# Shares of more columns than this are searched on a log scale.
MANY = 100


def column_shares(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return the alternatives of ``max_features``.

    "sqrt", the default of some classes, is an alternative to shares.
    """
    own = estimator.max_features
    if data.p == 1:
        return [{}]
    if is_integer(own):
        # a user who counts columns gets counts
        return [{} if data.p is None else {"max_features": log_integer(1, data.p)}]
    share = {"max_features": _shares(data.p)}
    if own is None or is_number(own):
        return [share]
    return [{"max_features": [own]}, share]


def _shares(p: int | None) -> Any:
    # Bischl et al. (2023): from 0 to 1
    if p is None or p <= MANY:
        return real(0.1, 1.0)
    # Binder et al. (2020): p to a power from 0 to 1. Of these the range has the larger
    # half, but not more than ten times the square root, for the sake of the time.
    root = 1 / np.sqrt(p)
    return log_real(root, 10 * root)
