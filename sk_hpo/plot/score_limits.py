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
# The same below, where a line of text is, and where it is above marks.
MARGIN_OF_TEXT, MARGIN_OF_BOTH = 0.12, 0.17
# Where marks at the lower edge are, as a share of the height.
EDGE = 0.02
# Their size, in points.
MARKER = 6.0


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


def limit_scores(
    ax: Any, scores: ArrayLike, low: float | None = None, *, marks: bool = False
) -> Any:
    """Set the lower limit of a vertical axis of scores, and say what is below it.

    Parameters
    ----------
    ax : matplotlib axes
    scores : array-like
        All that are drawn.
    low : float or None, default=None
        The lowest to show. None: `lowest_shown`.
    marks : bool, default=False
        Whether there are marks at the lower edge, as those of `mark_at_edge`. The text
        is above them.

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
    height = (high - low) or 0.2 * abs(high) or 0.2
    is_cut = known.min() < low
    of_text = MARGIN_OF_BOTH if marks else MARGIN_OF_TEXT
    below = of_text if is_cut else MARGIN
    ax.set_ylim(low - below * height, high + MARGIN * height)
    if not is_cut:
        return None
    from matplotlib import rcParams

    box = {"facecolor": rcParams["axes.facecolor"], "lw": 0, "alpha": 0.7, "pad": 1}
    return ax.annotate(
        f"lower ones are cut off, down to {known.min():.3g}",
        (0.01, EDGE if marks else 0.0),
        xycoords="axes fraction",
        xytext=(0, MARKER / 2 + 3 if marks else 2),
        textcoords="offset points",
        fontsize="x-small",
        va="bottom",
        bbox=box,
        zorder=4,
    )


def mark_at_edge(ax: Any, x: ArrayLike, label: str, colour: str, marker: str) -> Any:
    """Mark candidates without a score at the lower edge.

    Returns
    -------
    matplotlib line or None
        None if there are none.
    """
    x = np.asarray(x)
    if not len(x):
        return None
    (line,) = ax.plot(
        x,
        np.full(len(x), EDGE),
        transform=ax.get_xaxis_transform(),
        linestyle="none",
        marker=marker,
        markersize=MARKER,
        color=colour,
        label=label,
    )
    return line
