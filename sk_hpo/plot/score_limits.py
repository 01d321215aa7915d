"""The limits of an axis of scores: disasters don't hide how the good ones differ."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

# Scores lower than the first quartile by more than so many interquartile ranges are
# below the picture: what Tukey, "Exploratory data analysis" (1977), calls far out.
WHISKER = 3.0
# Fewer scores are shown all: they don't say which of them are outliers.
FEW = 20
# Room at the edges, as a share of the height.
MARGIN = 0.05


def lowest_shown(scores: ArrayLike) -> float:
    """Return the lowest score that is no outlier.

    Parameters
    ----------
    scores : array-like
        With a finite number among them; others are ignored.
    """
    known = np.ravel(np.asarray(scores, dtype=np.float64))
    known = known[np.isfinite(known)]
    if len(known) < FEW:
        return float(known.min())
    first, third = np.quantile(known, [0.25, 0.75])
    return float(known[known >= first - WHISKER * (third - first)].min())


def limit_scores(ax: Any, scores: ArrayLike, low: float | None = None) -> Any:
    """Set the lower limit of a vertical axis of scores, and say what is below it.

    Parameters
    ----------
    ax : matplotlib axes
    scores : array-like
        All that are drawn.
    low : float or None, default=None
        The lowest to show. None: `lowest_shown`.

    Returns
    -------
    matplotlib text or None
        None if all are shown.
    """
    known = np.ravel(np.asarray(scores, dtype=np.float64))
    known = known[np.isfinite(known)]
    high = known.max()
    low = lowest_shown(known) if low is None else low
    # equal scores need some height
    room = MARGIN * (high - low) or 0.01 * abs(high) or 0.01
    ax.set_ylim(low - room, high + room)
    if known.min() >= low:
        return None
    from matplotlib import rcParams

    box = {"facecolor": rcParams["axes.facecolor"], "lw": 0, "alpha": 0.7, "pad": 1}
    return ax.text(
        0.01,
        0.01,
        f"lower ones are cut off, down to {known.min():.3g}",
        transform=ax.transAxes,
        fontsize="x-small",
        va="bottom",
        bbox=box,
        zorder=4,
    )
