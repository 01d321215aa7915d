"""Round numbers for the ticks of an axis, by matplotlib."""

from __future__ import annotations

import numpy as np

# The largest number of steps, and of powers of ten, and the least of ticks.
MOST_STEPS, MOST_POWERS, FEWEST = 6, 7, 3


def round_numbers(
    low: float, high: float, *, log: bool = False, whole: bool = False
) -> list[float]:
    """Return about five round numbers from `low` to `high`, in order.

    Parameters
    ----------
    low, high : float
    log : bool, default=False
        Whether they are powers of ten, or 1, 2 and 5 times these, if there are enough.
    whole : bool, default=False
        Whether they are whole numbers.

    Examples
    --------
    >>> from sk_hpo.plot.parameters.ticks import round_numbers
    >>> round_numbers(1, 30, whole=True)
    [5.0, 10.0, 15.0, 20.0, 25.0, 30.0]
    >>> round_numbers(0.03, 300, log=True)
    [0.1, 1.0, 10.0, 100.0]
    """
    from matplotlib.ticker import LogLocator, MaxNLocator

    linear = MaxNLocator(nbins=MOST_STEPS, integer=whole, steps=[1, 2, 5, 10])
    logs = (LogLocator(subs=subs, numticks=MOST_POWERS) for subs in ((1,), (1, 2, 5)))
    found: list[float] = []
    for locator in [*logs, linear] if log else [linear]:
        with np.errstate(over="ignore"):  # far outside
            ticks = locator.tick_values(low, high)
        found = [float(tick) for tick in ticks if low <= tick <= high]
        if len(found) >= FEWEST:
            break
    return found
