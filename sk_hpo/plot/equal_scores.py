"""What a picture says where all scores are equal: they explain nothing."""

from __future__ import annotations

from typing import Any

from sk_hpo.results import Results
from sk_hpo.results.results import COMPLETE, ROUNDING


def note_equal_scores(ax: Any, results: Results) -> Any:
    """Say in the middle of axes that the scores do not differ, if they don't.

    Returns
    -------
    matplotlib text or None
        None if they differ.
    """
    scores = results.means[results.metric][results.state == COMPLETE]
    if scores.max() - scores.min() > ROUNDING * abs(scores).max():
        return None
    what = "there is only one score" if len(scores) == 1 else "all scores are equal"
    return ax.text(
        0.5,
        0.4,
        f"{what}, so the effects\nof parameters are not known",
        transform=ax.transAxes,
        ha="center",
        va="center",
        zorder=4,
    )
