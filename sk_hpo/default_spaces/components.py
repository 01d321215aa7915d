"""To how many columns a transformer may reduce the data."""

from __future__ import annotations

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_integer

# Without data, most have at least as many columns.
FEW = 10
# Other settings of earlier steps leave at least this share of the columns, mostly.
LEFT = 0.25


def components(data: Data, most: int | None = None, *, fewer: int = 0) -> list[int]:
    """Return numbers of components, from 2 to as many as every candidate has.

    Parameters
    ----------
    data : Data
    most : int, optional
        More are too slow, or no better.
    fewer : int
        There have to be so many components less than rows and than columns.
    """
    found = [n for n in (data.n_train, _least_width(data)) if n is not None]
    bounds = [n - fewer for n in found] or [FEW if most is None else most]
    high = max(1, min([*bounds, *([] if most is None else [most])]))
    return log_integer(min(2, high), high)


def _least_width(data: Data) -> int | None:
    if data.p is None or not data.width_varies:
        return data.p
    return max(1, int(LEFT * data.p))
