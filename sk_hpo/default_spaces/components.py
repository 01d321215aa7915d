"""To how many columns a transformer may reduce the data."""

from __future__ import annotations

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_integer

# Most data have at least as many columns.
FEW = 10
# Other settings of earlier steps leave at least this share of the columns, mostly.
LEFT = 0.25


def components(
    data: Data, most: int | None = None, *, few: int = FEW, fewer: int = 0
) -> list[int]:
    """Return numbers of components, from 2 to as many as every candidate has.

    Parameters
    ----------
    data : Data
    most : int, optional
        More are too slow, or no better.
    few : int
        As many if the number of columns is not known.
    fewer : int
        There have to be so many components less than rows and than columns.
    """
    high = few if data.p is None else data.p
    if data.width_varies and data.p is not None:
        high = int(LEFT * data.p)
    if data.n_train is not None:
        high = min(high, data.n_train)
    high -= fewer
    high = max(1, high if most is None else min(high, most))
    return log_integer(min(2, high), high)
