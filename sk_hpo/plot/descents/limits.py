"""How far down a picture of descents reaches: bad ones don't hide the good ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sk_hpo.plot.score_limits import lowest_shown
from sk_hpo.results import Results
from sk_hpo.results.results import FloatArray

# The height of the picture, in that of the best path, and in standard errors of the
# best mean score over the splits.
HEIGHTS, ERRORS = 2.0, 4.0


def lowest_of_paths(
    paths: Sequence[FloatArray], shown: Sequence[float], found: Results
) -> float | None:
    """Return the lowest score of a picture in which the best path is seen well.

    Other paths may begin, and even end, far below it.

    Parameters
    ----------
    paths : sequence of ndarray
        The scores of the steps of each path. NaN where they are not known.
    shown : sequence of float
        Scores that are within the picture in any case.
    found : Results
        With a complete candidate.

    Returns
    -------
    float or None
        None if the paths have no height.
    """
    known = [scores[np.isfinite(scores)] for scores in paths]
    known = [scores for scores in known if len(scores)]
    if not known:
        return None
    best = max(known, key=np.max)
    top = float(max(best.max(), *shown))
    error = _standard_error(found)
    height = max(HEIGHTS * (top - lowest_shown(best)), ERRORS * error)
    lowest = min(float(scores.min()) for scores in known)
    return min(max(top - height, lowest), *shown) if height else None


def _standard_error(found: Results) -> float:
    scores = found.scores[found.metric][found.best]
    known = scores[np.isfinite(scores)]
    return float(known.std(ddof=1) / np.sqrt(len(known))) if len(known) > 1 else 0.0
